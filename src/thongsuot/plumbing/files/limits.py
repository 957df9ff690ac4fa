"""What a file may be at most. docs/files.md gives the same figures to people."""

MB = 1024 * 1024
FILE_MOST = 20 * MB  # an A4 page in colour at 300 dpi is about 1 MB
FILES_AT_ONCE = 30
CHUNK = 512 * 1024  # 10 s of a line of 400 kb/s: so much is lost at most when it breaks
PIXELS_MOST = 50_000_000  # decoded, that is 200 MB of memory
SIDE_MOST = 5000  # A3 at 300 dpi; larger pictures are made smaller
PAGES_MOST = 500
OBJECTS_MOST = 200_000
INFLATED_MOST = 300 * MB  # what the compressed parts of a file come to
MEMBERS_MOST = 3000  # parts of a Word, Excel or ODT file
NAME_LONGEST = 120
UPLOAD_LASTS_H = 24  # an upload that nobody goes on with is forgotten
