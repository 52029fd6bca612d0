// What the device says of the files that are handed in: when each was last changed. Nothing else is looked at.
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.type !== "file") return;
  const times = input.form?.elements.namedItem("device_times");
  if (times) times.value = Array.from(input.files, (file) => file.lastModified).join(",");
});
