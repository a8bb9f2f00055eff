import { html } from 'hono/html';

/** The page's shell; everything in it is drawn by `page/main.js`. */
export function pageHtml() {
  return html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>飞书沙盒</title>
        <link rel="icon" href="/sandbox/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/sandbox/assets/page.css" />
        <link rel="stylesheet" href="/sandbox/assets/card.css" />
        <script type="module" src="/sandbox/assets/main.js"></script>
      </head>
      <body>
        <div id="toasts" class="toasts" role="status" aria-live="polite"></div>
        <header class="clock-bar" id="clock"></header>
        <div class="frame" id="frame">
          <nav class="chat-list" id="chat-list" aria-label="会话列表"></nav>
          <main class="chat" id="chat">
            <p class="empty" id="loading">正在打开沙盒……</p>
          </main>
        </div>
        <noscript><p class="empty">沙盒需要启用 JavaScript。</p></noscript>
      </body>
    </html>`;
}
