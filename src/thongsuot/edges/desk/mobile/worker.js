// Keeps the pages of mobile sessions and what they load, so that they open without a line. With a line the server's
// answer is taken, and kept for the next time. Only GET; what is sent never passes here.
const KEPT = "luu-dong-1";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function answer(request) {
  const cache = await caches.open(KEPT);
  try {
    const fresh = await fetch(request);
    if (fresh.ok && !fresh.redirected) await cache.put(request, fresh.clone());
    return fresh;
  } catch (error) {
    const known = await cache.match(request, { ignoreVary: true });
    if (known) return known;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  const isPage = request.mode === "navigate" && /\/mobile\/[^/]+\/device\/$/.test(pathname);
  const isPart = ["style", "script", "image", "font"].includes(request.destination);
  if (request.method === "GET" && origin === location.origin && (isPage || isPart)) event.respondWith(answer(request));
});
