/** What the credential dialog says, for keys and addresses as users paste them. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../support/ports.mts';
import { openRoom, type Room } from '../support/room.mts';
import { creatorAuditCredential } from '../support/workflow.mts';

describe('the credential dialog', () => {
	let room: Room;
	let webPage: Server;
	before(async () => {
		room = await openRoom();
		webPage = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<h1>Hello</h1>'));
		const port = await freePort();
		await new Promise<void>((resolve) => webPage.listen(port, '127.0.0.1', resolve));
	});
	after(async () => {
		webPage?.close();
		await room?.close();
	});

	const verdict = (apiKey: string, baseUrl = room.sandbox.apiUrl) =>
		room.rest.testCredential(creatorAuditCredential({ apiKey, baseUrl }));

	it('accepts a good key', async () => assert.equal((await verdict(room.sandbox.keys.full)).status, 'OK'));

	it('accepts a key that may only read', async () => assert.equal((await verdict(room.sandbox.keys.read)).status, 'OK'));

	it('accepts a key that was pasted with blanks and a line break', async () =>
		assert.equal((await verdict(`  ${room.sandbox.keys.full}\n`)).status, 'OK'));

	it('says that a key is unknown', async () => {
		const { status, message } = await verdict('no-such-key');
		assert.equal(status, 'Error');
		assert.match(message, /does not know this API key/);
	});

	it('says that a key is disabled', async () => {
		const { status, message } = await verdict(room.sandbox.keys.disabled);
		assert.equal(status, 'Error');
		assert.match(message, /the key is disabled/);
	});

	it('says that something else answers at the address', async () => {
		const { port } = webPage.address() as { port: number };
		const { status, message } = await verdict(room.sandbox.keys.full, `http://127.0.0.1:${port}`);
		assert.equal(status, 'Error');
		assert.match(message, /not the CreatorAudit API/);
	});

	it('reports a closed port as an error', async () => {
		const { status, message } = await verdict(room.sandbox.keys.full, `http://127.0.0.1:${await freePort()}/v2`);
		assert.equal(status, 'Error');
		assert.notEqual(message, '');
	});

	it('sends the key nowhere but to the base URL', async () => {
		const { status, message } = await verdict(room.sandbox.keys.full, 'http://api.example.com/v2');
		assert.equal(status, 'Error');
		assert.match(message, /https/);
	});
});
