"""What stands between a person and a page, looked at in Chromium: asked by the browser tests."""
