"""Which files of which packs have been loaded, so that a start need not read an unchanged catalogue again."""

from django.db import models


class LoadedFile(models.Model):
    """A file of a pack as it was last loaded; `sha256` is that of its bytes (and of what the manifest says of it)."""

    id = models.BigAutoField(primary_key=True)
    pack = models.TextField()
    path = models.TextField()
    sha256 = models.TextField()
    loaded_at = models.DateTimeField()

    class Meta:
        db_table = "pack_file"
        constraints = [models.UniqueConstraint(fields=["pack", "path"], name="pack_file_once")]
