/** QuickChart's drawing of charts (https://quickchart.io/documentation): gives a picture and remembers what was to be drawn. */
import type { Mockttp } from 'mockttp';
import { serve } from './proxy.mts';

export interface Chart {
	type: string;
	data: { labels: string[]; datasets: Array<{ label: string; data: number[]; type: string }> };
}

export interface FakeQuickChart {
	/** Charts in the order in which they were asked for. */
	charts: Chart[];
	/** The picture that it gives: a PNG of one pixel. */
	picture: Buffer;
}

const PIXEL =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

export async function serveQuickChart(proxy: Mockttp): Promise<FakeQuickChart> {
	const fake: FakeQuickChart = { charts: [], picture: Buffer.from(PIXEL, 'base64') };
	await serve(proxy, 'quickchart.io', (_request, { pathname, searchParams }) => {
		if (pathname !== '/chart') return { status: 404, json: { error: 'Not Found' } };
		fake.charts.push(JSON.parse(searchParams.get('chart') ?? '') as Chart);
		return { body: fake.picture, contentType: 'image/png' };
	});
	return fake;
}
