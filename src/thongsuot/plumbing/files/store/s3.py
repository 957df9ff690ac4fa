"""A bucket that speaks S3: one PUT, which the server takes whole or not at all."""

from collections.abc import Iterator
from io import BytesIO
from urllib.parse import urlsplit

import urllib3
from minio import Minio
from minio.error import S3Error

from thongsuot.plumbing.files.store.kept import Kept

GONE = {"NoSuchKey", "NoSuchObject"}
WHOLE = 64 * 1024 * 1024  # below this an object is one request
RETRIES = urllib3.Retry(total=3, backoff_factor=0.3, status_forcelist=[500, 502, 503, 504])


class S3:
    """`address` is `s3+https://host[:port]/bucket[/prefix]`."""

    def __init__(self, address: str, key: str, secret: str, region: str = "") -> None:
        parts = urlsplit(address.removeprefix("s3+"))
        self.bucket, _, prefix = parts.path.strip("/").partition("/")
        if not self.bucket or parts.scheme not in ("http", "https"):
            raise ValueError("THONGSUOT_FILES must be s3+https://host/bucket")
        self.prefix = f"{prefix}/" if prefix else ""
        timeout = urllib3.Timeout(connect=5, read=60)
        pool = urllib3.PoolManager(timeout=timeout, retries=RETRIES, maxsize=8, cert_reqs="CERT_REQUIRED")
        self.client = Minio(
            endpoint=parts.netloc,
            access_key=key,
            secret_key=secret,
            secure=parts.scheme == "https",
            region=region or "us-east-1",  # what servers that know no regions call theirs
            http_client=pool,
        )

    def put(self, key: str, data: bytes) -> None:
        """Keep `data`; the request is signed over its SHA-256, so the server refuses what changed on the way."""
        self.client.put_object(
            bucket_name=self.bucket,
            object_name=self.prefix + key,
            data=BytesIO(data),
            length=len(data),
            part_size=WHOLE,
        )

    def get(self, key: str) -> bytes | None:
        """The content, or None."""
        try:
            answer = self.client.get_object(bucket_name=self.bucket, object_name=self.prefix + key)
        except S3Error as error:
            if error.code in GONE:
                return None
            raise
        try:
            content: bytes = answer.read()
            return content
        finally:
            answer.close()
            answer.release_conn()

    def remove(self, key: str) -> None:
        """Forget it."""
        self.client.remove_object(bucket_name=self.bucket, object_name=self.prefix + key)

    def keys(self, under: str) -> Iterator[Kept]:
        """Everything below the folder `under`."""
        found = self.client.list_objects(
            bucket_name=self.bucket, prefix=f"{self.prefix}{under}/", recursive=True
        )
        for one in found:
            if one.object_name and one.last_modified and not one.is_dir:
                yield Kept(one.object_name.removeprefix(self.prefix), one.size or 0, one.last_modified)
