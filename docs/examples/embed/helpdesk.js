const frame = document.querySelector('iframe');
frame.src = frame.dataset.src + location.search;
