// What of a page has too little contrast for those who see badly: text 4.5:1 (large text 3:1), icons 3:1, as in WCAG 2.2.

/** Everything visible that falls short, as a line each. */
export function lowContrast(page) {
  return page.evaluate(() => {
    const pixel = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });

    /** Of a colour in any notation: red, green, blue (0–255) and alpha (0–1). */
    function read(colour) {
      pixel.clearRect(0, 0, 1, 1);
      pixel.fillStyle = colour;
      pixel.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = pixel.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    }

    const over = ([r, g, b, a], below) => [r, g, b].map((value, i) => value * a + below[i] * (1 - a));

    /** What is behind an element: the colours of all that it lies in, one over the other. */
    function behind(element) {
      const layers = [];
      for (let at = element; at !== null; at = at.parentElement) {
        const colour = read(getComputedStyle(at).backgroundColor);
        layers.unshift(colour);
        if (colour[3] === 1 || at.matches('dialog')) break;
      }
      return layers.reduce((below, colour) => over(colour, below), [255, 255, 255]);
    }

    function luminance(colour) {
      const [r, g, b] = colour.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    }

    function ratio(a, b) {
      const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
      return (light + 0.05) / (dark + 0.05);
    }

    const top = [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.body;
    const failures = new Set();
    for (const element of top.querySelectorAll('*')) {
      if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
      if (element.closest(':disabled, .visually-hidden, video, audio') !== null) continue;
      const icon = element instanceof SVGSVGElement;
      const text = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
      if (!icon && !text) continue;
      const { color, fontSize, fontWeight } = getComputedStyle(element);
      const large = parseFloat(fontSize) >= 24 || (parseFloat(fontSize) >= 18.66 && Number(fontWeight) >= 700);
      const ground = behind(element);
      const has = ratio(over(read(color), ground), ground);
      const needs = icon || large ? 3 : 4.5;
      if (has < needs) failures.add(`${has.toFixed(2)} of ${needs}: ${icon ? 'icon in ' : ''}${(icon ? element.parentElement : element).outerHTML.slice(0, 140)}`);
    }
    return [...failures];
  });
}
