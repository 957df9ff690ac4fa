"""Files that people hand in: received in parts, looked into, scanned, kept by their hash, served so that nothing runs.

`limits` what is allowed · `refusals` every reason why a file is not taken · `inspecting` what a file really is ·
`scanning` for viruses · `store` disk or S3 · `keeping` content first, row afterwards · `uploads` in parts that
survive a broken line · `binding` several pages to one PDF · `serving` as attachment only.

The tables live in `plumbing.models`. Whose a file is, and who may open it, is the business of the module that keeps
a row with the file's hash.
"""
