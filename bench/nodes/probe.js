/**
 * What the bench's nodes share: measurements of the n8n process that they run in, one for each execution.
 * A measurement begins in Bench Start and ends in Bench Stop, so what lies between them is measured, engine and all.
 */
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/** Pause between two samples of the heap, in ms. */
const HEAP_PAUSE_MS = 5;
/** Each sample of the live heap is a full garbage collection, which takes 100 ms in n8n, and more on a busy machine. */
const LIVE_HEAP_PAUSE_MS = 200;
/** Pause between two samples, as a multiple of a sample's duration, so that the measured code makes progress. */
const PAUSE_PER_LOOK = 2;
const DELAY_RESOLUTION_MS = 1;

/** Measurements under way, by execution. */
const underWay = new Map();

function heapUsed() {
	return process.memoryUsage().heapUsed;
}

/** Bytes of the heap that are still referenced. */
function liveHeap() {
	collect();
	return heapUsed();
}

/** Lets n8n release what the execution before has left: it is freed a moment later, and would count as negative use. */
async function settle() {
	for (let times = 0; times < 3; times++) {
		collect();
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
}

/** Samples the heap until `end` is called. */
function watchHeap(read, pauseMs) {
	const watch = { peak: 0, looks: 0 };
	const look = () => {
		watch.peak = Math.max(watch.peak, read());
		watch.looks += 1;
	};
	const again = () => {
		const beganMs = performance.now();
		look();
		const tookMs = performance.now() - beganMs;
		watch.timer = setTimeout(again, Math.max(pauseMs, PAUSE_PER_LOOK * tookMs));
	};
	watch.timer = setTimeout(again, pauseMs);
	watch.end = () => {
		clearTimeout(watch.timer);
		look();
	};
	return watch;
}

/**
 * @param {string} execution
 * @param {'time' | 'heap' | 'liveHeap'} about 'time' disturbs nothing; 'heap' samples the heap with its garbage; 'liveHeap'
 *   collects the garbage before each sample, and is no measure of time
 */
function start(execution, about) {
	const current = { delay: monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS }) };
	if (about !== 'time') {
		current.heapBefore = liveHeap();
		current.heap =
			about === 'liveHeap'
				? watchHeap(liveHeap, LIVE_HEAP_PAUSE_MS)
				: watchHeap(heapUsed, HEAP_PAUSE_MS);
	}
	current.delay.enable();
	current.cpu = process.cpuUsage();
	current.startedAt = Date.now();
	underWay.set(execution, current);
	current.startedMs = performance.now();
}

/**
 * @param {string} execution
 * @param {import('n8n-workflow').INodeExecutionData[]} items what the measured nodes gave
 * @returns figures: times in ms, heap in bytes above that of the start
 */
function stop(execution, items) {
	const { cpu, delay, heap, heapBefore, startedAt, startedMs } = underWay.get(execution);
	const wallMs = performance.now() - startedMs;
	const { user, system } = process.cpuUsage(cpu);
	underWay.delete(execution);
	heap?.end();
	delay.disable();
	return {
		wallMs,
		startedAt,
		cpuMs: (user + system) / 1000,
		delayP99Ms: delay.percentile(99) / 1e6,
		delayMaxMs: delay.max / 1e6,
		...(heap && {
			peakBytes: heap.peak - heapBefore,
			looks: heap.looks,
			itemsBytes: bytesOf(items),
		}),
	};
}

/** Heap size of the items: the difference that a copy of them makes. */
function bytesOf(items) {
	const text = JSON.stringify(items);
	const before = liveHeap();
	const copy = JSON.parse(text);
	const bytes = liveHeap() - before;
	// Named after the second look, so that the copy lives until then.
	return copy.length === items.length ? bytes : Number.NaN;
}

/** What a trigger gave, for Bench Read. */
const received = [];

module.exports = { start, stop, received, settle };
