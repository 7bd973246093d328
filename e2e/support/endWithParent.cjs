/**
 * Preloaded into the processes that the environment starts: ends them in order when the process that started them is gone, so
 * that even a SIGKILL of a test or of npm start leaves no n8n behind that keeps its port and goes on polling.
 */
const parent = process.ppid;

setInterval(() => {
	if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
}, 1_000).unref();
