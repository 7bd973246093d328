/**
 * Google's token endpoint and Sheets API v4 as far as n8n's node uses them (https://developers.google.com/workspace/sheets/api/reference/rest).
 * Values keep their JSON type, so a number that was sent as text stays text.
 */
import { createVerify, generateKeyPairSync } from 'node:crypto';
import type { CompletedRequest, Mockttp } from 'mockttp';
import { serve, type FakeResponse } from './proxy.mts';
import { Spreadsheet, type Cell } from './spreadsheet.mts';

/** A request that wrote values. */
export interface SheetWrite {
	/** RAW = store values as they are, USER_ENTERED = parse them as if typed. */
	valueInputOption: string | null;
	ranges: Array<{ range: string; values: Array<Array<Cell | null>> }>;
}

export interface FakeGoogle {
	/** Id of the one spreadsheet. */
	spreadsheetId: string;
	/** Replaces the sheet by a new one, and clears the writes. */
	open(title: string, rows?: Cell[][]): Spreadsheet;
	writes: SheetWrite[];
	/** Calls for the spreadsheet since it was opened, as method and address. Google allows 60 a minute. */
	calls: string[];
	/** Data of n8n's credential type `googleApi`: a service account. */
	serviceAccount: Record<string, unknown>;
	/** Data of n8n's credential type `googleSheetsOAuth2Api`: a signed-in account. */
	signedIn: Record<string, unknown>;
	/** Service accounts that fetched a token. */
	tokensFor: string[];
}

const EMAIL = 'reports@fake.iam.gserviceaccount.com';
const SHEET_ID = 0;

export async function serveGoogle(proxy: Mockttp): Promise<FakeGoogle> {
	const { privateKey, publicKey } = generateKeyPairSync('rsa', {
		modulusLength: 2048,
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
		publicKeyEncoding: { type: 'spki', format: 'pem' },
	});
	const tokens = { serviceAccount: 'ya29.service-account', signedIn: 'ya29.signed-in' };
	let sheet = new Spreadsheet('Sheet1');
	const fake: FakeGoogle = {
		spreadsheetId: '1fakeSpreadsheetOfTheEndToEndTests',
		open(title, rows) {
			sheet = new Spreadsheet(title, rows);
			fake.writes = [];
			fake.calls = [];
			return sheet;
		},
		writes: [],
		calls: [],
		serviceAccount: { email: EMAIL, privateKey },
		signedIn: {
			clientId: 'fake.apps.googleusercontent.com',
			clientSecret: 'fake',
			oauthTokenData: { access_token: tokens.signedIn, token_type: 'Bearer', expires_in: 3599 },
		},
		tokensFor: [],
	};

	await serve(proxy, 'oauth2.googleapis.com', async (request, { pathname }) => {
		const form = await request.body.getFormData();
		const issuer = verified(String(form?.assertion ?? ''), publicKey);
		if (pathname !== '/token' || issuer !== EMAIL)
			return { status: 400, json: { error: 'invalid_grant' } };
		fake.tokensFor.push(issuer);
		return {
			json: { access_token: tokens.serviceAccount, token_type: 'Bearer', expires_in: 3599 },
		};
	});

	await serve(proxy, 'sheets.googleapis.com', async (request, url) => {
		const { authorization = '' } = request.headers;
		if (!Object.values(tokens).some((token) => authorization === `Bearer ${token}`)) {
			return refusal(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.');
		}
		const root = `/v4/spreadsheets/${fake.spreadsheetId}`;
		if (!url.pathname.startsWith(root))
			return refusal(404, 'NOT_FOUND', 'Requested entity was not found.');
		fake.calls.push(`${request.method} ${url.pathname.slice(root.length)}`);
		try {
			const route = decodeURIComponent(url.pathname.slice(root.length));
			return await callSheet(
				{ sheet, writes: fake.writes },
				{ request, route, query: url.searchParams },
			);
		} catch (error) {
			return refusal(400, 'INVALID_ARGUMENT', (error as Error).message);
		}
	});
	return fake;
}

/** One call below a spreadsheet's address. @throws Error with Google's words for a range that is none */
async function callSheet(
	{ sheet, writes }: { sheet: Spreadsheet; writes: SheetWrite[] },
	{ request, route, query }: { request: CompletedRequest; route: string; query: URLSearchParams },
): Promise<FakeResponse> {
	const body = (await request.body.getJson().catch(() => undefined)) as
		| Record<string, unknown>
		| undefined;
	const [, range, verb = ''] = /^\/values\/(.+?)(:append)?$/.exec(route) ?? [];
	const method = `${request.method} ${range === undefined ? route : `/values/{range}${verb}`}`;
	switch (method) {
		case 'GET ':
			return {
				json: {
					sheets: [
						{ properties: { sheetId: SHEET_ID, title: sheet.title, index: 0, sheetType: 'GRID' } },
					],
				},
			};
		case 'GET /values/{range}': {
			const values = sheet.read(range as string);
			const shown =
				query.get('valueRenderOption') === 'FORMATTED_VALUE'
					? values.map((row) => row.map(String))
					: values;
			return {
				json: { range, majorDimension: 'ROWS', ...(shown.length > 0 && { values: shown }) },
			};
		}
		case 'PUT /values/{range}': {
			const values = body?.values as Array<Array<Cell | null>>;
			writes.push({
				valueInputOption: query.get('valueInputOption'),
				ranges: [{ range: range as string, values }],
			});
			return { json: { updatedRange: range, updatedCells: sheet.write(range as string, values) } };
		}
		case 'POST /values/{range}:append': {
			const [title] = (range as string).split('!');
			const values = body?.values as Array<Array<Cell | null>>;
			const below = `${title}!${sheet.rows.length + 1}:${sheet.rows.length + values.length}`;
			writes.push({
				valueInputOption: query.get('valueInputOption'),
				ranges: [{ range: below, values }],
			});
			return {
				json: { updates: { updatedRange: below, updatedCells: sheet.write(below, values) } },
			};
		}
		case 'POST /values:batchUpdate': {
			const ranges = body?.data as SheetWrite['ranges'];
			writes.push({ valueInputOption: String(body?.valueInputOption), ranges });
			const cells = ranges.map(({ range: one, values }) => sheet.write(one, values));
			return { json: { totalUpdatedCells: cells.reduce((sum, count) => sum + count, 0) } };
		}
		case 'POST :batchUpdate':
			// It asks for more rows or columns; this grid grows by itself.
			return { json: { replies: (body?.requests as unknown[]).map(() => ({})) } };
		default:
			return refusal(404, 'NOT_FOUND', `The fake has no ${method}`);
	}
}

function refusal(code: number, status: string, message: string): FakeResponse {
	return { status: code, json: { error: { code, status, message } } };
}

/** The issuer of a signed JWT; undefined when the signature is invalid. */
function verified(jwt: string, publicKey: string): string | undefined {
	const [header, payload, signature] = jwt.split('.');
	if (!payload || !signature) return undefined;
	const valid = createVerify('RSA-SHA256')
		.update(`${header}.${payload}`)
		.verify(publicKey, signature, 'base64url');
	return valid
		? (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { iss: string }).iss
		: undefined;
}
