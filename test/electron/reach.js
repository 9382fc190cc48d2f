// Run in the window's page: tries all ways out of it that a script has, and tells which of them led somewhere.
(async () => {
  const fails = (work) =>
    work.then(
      () => false,
      () => true,
    );
  const script = (fields) => {
    const element = Object.assign(document.createElement('script'), fields);
    const over = new Promise((resolve) => (element.onload = element.onerror = resolve));
    document.body.append(element);
    return over;
  };
  void script({ textContent: 'window.ranInline = true' });
  await script({ src: 'data:text/javascript,window.ranData = true' });
  document.body.append(Object.assign(document.createElement('iframe'), { src: 'https://example.com/' }));
  location.href = 'https://example.com/';
  const names = ['require', 'process', 'module', 'Buffer', 'ranInline', 'ranData'];
  return {
    names: names.filter((name) => name in window),
    given: Object.keys(window.polylens),
    opened: window.open('https://example.com/'),
    noFetch: await fails(fetch('https://example.com/')),
    noFile: await fails(fetch('file:///etc/passwd')),
    noCamera: await fails(navigator.mediaDevices.getUserMedia({ video: true })),
    notifies: await Notification.requestPermission(),
  };
})();
