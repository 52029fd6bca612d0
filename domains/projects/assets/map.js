// The map on tiles, where the installation has some: MapLibre GL is loaded on that page only. Whatever fails, the plain
// map that the server has drawn stays.
(() => {
  const RANK = ["red", "yellow", "blue", "green", "grey", "done"];
  const CLOSE = 40; // pixels within which projects stand as one stone
  const LISTED = 12; // projects that a stone lists
  const NEAR = 16; // from here on nothing is parted by going nearer

  // Projects that would cover each other at a zoom, as one, wherever the map is moved to: each joins the first stone that is
  // close to it, the urgent ones before the others.
  const together = (features, zoom) => {
    const world = 512 * 2 ** Math.floor(zoom), cells = new Map(), groups = [];
    for (const one of features) {
      const [lon, lat] = one.geometry.coordinates, sin = Math.sin((lat * Math.PI) / 180);
      const x = ((lon + 180) / 360) * world, y = (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * world;
      const column = Math.floor(x / CLOSE), row = Math.floor(y / CLOSE);
      const near = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].flatMap((dy) => cells.get(`${column + dx}:${row + dy}`) ?? []));
      const group = near.find((group) => Math.hypot(group.x - x, group.y - y) < CLOSE);
      if (group) { group.all.push(one); continue; }
      const fresh = { x, y, all: [one] }, key = `${column}:${row}`;
      cells.get(key)?.push(fresh) ?? cells.set(key, [fresh]);
      groups.push(fresh.all);
    }
    return groups.reverse(); // the urgent ones are drawn last, above the others
  };

  const start = async () => {
    const [box, plain, turn, note] = ["map-tiles", "map-plain", "map-switch", "map-note"].map((id) => document.getElementById(id));
    const lib = window.maplibregl;
    if (!box || !plain || !lib) return;
    const { style, tiles, credit, worker, points } = box.dataset, words = JSON.parse(box.dataset.words);
    lib.setWorkerUrl(worker);
    const here = (address) => new URL(address, location.href).href.replaceAll("%7B", "{").replaceAll("%7D", "}");
    let found;
    try {
      const answer = await fetch(points, { headers: { accept: "application/json" } });
      if (!answer.ok) return;
      found = (await answer.json()).features;
    } catch { return; }
    const ground = style ? here(style) : {
      version: 8,
      sources: { ground: { type: "raster", tiles: [here(tiles)], tileSize: 256, attribution: credit } },
      layers: [{ id: "ground", type: "raster", source: "ground" }],
    };
    found.sort((a, b) => RANK.indexOf(a.properties.light) - RANK.indexOf(b.properties.light) || a.id - b.id);
    const bounds = new lib.LngLatBounds();
    found.forEach((one) => bounds.extend(one.geometry.coordinates));
    box.hidden = false; // a map is as large as its box
    let map;
    try {
      map = new lib.Map({
        container: box, style: ground, locale: words.map, attributionControl: { compact: true }, maxZoom: 19,
        ...(bounds.isEmpty() ? { center: [117.7, 39], zoom: 8 } : { bounds, fitBoundsOptions: { padding: 60, maxZoom: 14 } }),
        // Nobody is caught in the map who only wants to pass it.
        cooperativeGestures: true, dragRotate: false, pitchWithRotate: false, touchPitch: false,
      });
    } catch { box.hidden = true; return; }
    map.touchZoomRotate.disableRotation(); map.keyboard.disableRotation();
    map.addControl(new lib.NavigationControl({ showCompass: false }));
    map.addControl(new lib.ScaleControl());

    const show = (tiled) => {
      if (tiled === !box.hidden) return;
      box.hidden = !tiled; plain.hidden = tiled;
      [turn.dataset.other, turn.textContent] = [turn.textContent, turn.dataset.other];
      if (tiled) map.resize();
    };
    plain.hidden = true; turn.hidden = false;
    // A server of tiles that does not answer leaves nothing to look at: the plain map comes back, and says why.
    let drawn = false;
    map.on("data", (event) => {
      if (event.dataType === "source" && event.tile?.state === "loaded") { drawn = true; box.dataset.drawn = "yes"; }
    });
    map.on("error", () => {
      if (drawn || box.hidden) return;
      show(false); note.hidden = false;
    });
    turn.addEventListener("click", () => {
      const tiled = box.hidden;
      show(tiled);
      if (tiled && !drawn) map.setStyle(ground, { diff: false });
      note.hidden = true;
    });

    const said = (one) => [one.properties.name, one.properties.stage_name, one.properties.light_name].filter(Boolean).join(" · ");
    const popup = new lib.Popup({ offset: 16, maxWidth: "280px", closeOnMove: false });
    const open = (all, button) => {
      const list = document.createElement("ul");
      list.className = "tile-list";
      for (const one of all.slice(0, LISTED)) {
        const link = document.createElement("a"), item = document.createElement("li"), small = document.createElement("small");
        link.href = one.properties.href; link.textContent = one.properties.name;
        small.textContent = [one.properties.stage_name, one.properties.light_name].filter(Boolean).join(" · ");
        item.append(link, document.createElement("br"), small); list.append(item);
      }
      if (all.length > LISTED) {
        const rest = document.createElement("li");
        rest.textContent = words.more.replace("{count}", all.length - LISTED); list.append(rest);
      }
      popup.setLngLat(all[0].geometry.coordinates).setDOMContent(list).addTo(map);
      popup.of = button;
    };
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !popup.isOpen()) return;
      popup.remove(); (popup.of?.isConnected ? popup.of : map.getCanvas()).focus();
    });

    let stones = new Map();
    const draw = () => {
      const view = map.getBounds(), before = stones, focus = document.activeElement;
      stones = new Map();
      for (const all of together(found, map.getZoom())) {
        const spread = all.reduce((spread, one) => spread.extend(one.geometry.coordinates), new lib.LngLatBounds());
        const at = all[0].geometry.coordinates; // the most urgent stands where it is
        if (!view.contains(at)) continue;
        const key = all.map((one) => one.id).join();
        const known = before.get(key);
        before.delete(key);
        if (known) { stones.set(key, known); continue; }
        const button = document.createElement("button");
        button.type = "button"; button.className = `tile-stone st-${all[0].properties.light}${all.length > 1 ? " many" : ""}`;
        button.title = all.length > 1 ? `${words.together.replace("{count}", all.length)}\n${all.slice(0, 6).map(said).join("\n")}` : said(all[0]);
        button.setAttribute("aria-label", button.title);
        if (all.length > 1) button.textContent = all.length;
        button.addEventListener("click", (event) => {
          event.stopPropagation(); // a click on the map itself closes what is open
          const apart = spread.getNorthEast().distanceTo(spread.getSouthWest()) > 60;
          if (all.length === 1 || !apart || map.getZoom() >= NEAR) open(all, button);
          else { popup.remove(); map.fitBounds(spread, { padding: 90, maxZoom: NEAR + 1, animate: false }); map.getCanvas().focus(); }
        });
        stones.set(key, new lib.Marker({ element: button }).setLngLat(at).addTo(map));
      }
      before.forEach((stone) => stone.remove());
      if (focus !== document.body && !focus.isConnected) map.getCanvas().focus();
    };
    map.on("moveend", draw);
    draw();
  };
  // Scripts that stand further down, the library among them, have run by then.
  document.addEventListener("DOMContentLoaded", start);
})();
