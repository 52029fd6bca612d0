// The map on tiles, where the installation has some: MapLibre GL is loaded on that page only. Whatever fails, the plain
// map that the server has drawn stays.
(() => {
  const start = async () => {
    const box = document.getElementById("map-tiles");
    const plain = document.getElementById("map-plain");
    const turn = document.getElementById("map-switch");
    const lib = window.maplibregl;
    if (!box || !plain || !lib) return;
    const { style, tiles, credit, worker, points } = box.dataset;
    lib.setWorkerUrl(worker);
    const here = (address) => new URL(address, location.href).href.replaceAll("%7B", "{").replaceAll("%7D", "}");
    let found;
    try {
      const answer = await fetch(points, { headers: { accept: "application/json" } });
      if (!answer.ok) return;
      found = await answer.json();
    } catch { return; }
    box.hidden = false;
    const ground = style ? here(style) : {
      version: 8,
      sources: { ground: { type: "raster", tiles: [here(tiles)], tileSize: 256, attribution: credit } },
      layers: [{ id: "ground", type: "raster", source: "ground" }],
    };
    let map;
    try { map = new lib.Map({ container: box, style: ground, center: [117.7, 39], zoom: 8, attributionControl: { compact: true } }); }
    catch { box.hidden = true; return; }
    const show = (tiled) => {
      box.hidden = !tiled; plain.hidden = tiled;
      const other = turn.dataset.other; turn.dataset.other = turn.textContent; turn.textContent = other;
      if (tiled) map.resize();
    };
    plain.hidden = true; turn.hidden = false;
    turn.addEventListener("click", () => show(box.hidden));
    map.addControl(new lib.NavigationControl({ showCompass: false }));
    const bounds = new lib.LngLatBounds();
    const colours = { red: "#c93f2e", yellow: "#dd9b1c", blue: "#41699f", green: "#3b9068", grey: "#b3b7ba", done: "#f7f2e4" };
    for (const one of found.features) {
      bounds.extend(one.geometry.coordinates);
      const link = document.createElement("a");
      link.href = one.properties.href; link.textContent = one.properties.name;
      const popup = new lib.Popup({ offset: 14 }).setDOMContent(link);
      new lib.Marker({ color: colours[one.properties.light] ?? "#888", scale: .7 }).setLngLat(one.geometry.coordinates).setPopup(popup).addTo(map);
    }
    if (!bounds.isEmpty()) map.fitBounds(bounds, { padding: 40, maxZoom: 14, animate: false });
  };
  // Scripts that stand further down, the library among them, have run by then.
  document.addEventListener("DOMContentLoaded", start);
})();
