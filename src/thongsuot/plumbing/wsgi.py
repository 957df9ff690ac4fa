"""The WSGI application that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from thongsuot.plumbing import meter_files

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thongsuot.plumbing.settings")
meter_files.share("web")

application = get_wsgi_application()

# An answer leaves some thousand objects, next to none in cycles: looked through at every seventh hundred, what stands
# for ever (modules, routes, registers in memory) took a twelfth of an intake's time.
gc.freeze()
gc.set_threshold(20_000, 20, 50)
