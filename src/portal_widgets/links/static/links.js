// What moves is asked for where there is something to move.
mount("carousel", async (part) => (await import("./carousel.mjs")).default(part));
