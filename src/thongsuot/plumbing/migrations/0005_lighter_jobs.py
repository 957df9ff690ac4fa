from django.db import migrations

# Every verb writes a job, so what a job costs every verb pays. Two of the queue's triggers are not worth it here:
# NOTIFY makes all commits of the server wait for one another, where the worker looks for itself twice a second, and
# the diary of a job's life says of its beginning only when it was written, which stands on the job (scheduled_at).
DROP = """
drop trigger procrastinate_jobs_notify_queue_job_inserted_v1 on procrastinate_jobs;
drop trigger procrastinate_trigger_status_events_insert_v1 on procrastinate_jobs;
drop trigger procrastinate_trigger_scheduled_events_v1 on procrastinate_jobs;
"""
CREATE = """
create trigger procrastinate_jobs_notify_queue_job_inserted_v1 after insert on procrastinate_jobs
  for each row when (new.status = 'todo'::procrastinate_job_status)
  execute procedure procrastinate_notify_queue_job_inserted_v1();
create trigger procrastinate_trigger_status_events_insert_v1 after insert on procrastinate_jobs
  for each row when (new.status = 'todo'::procrastinate_job_status)
  execute procedure procrastinate_trigger_function_status_events_insert_v1();
create trigger procrastinate_trigger_scheduled_events_v1 after update or insert on procrastinate_jobs
  for each row when (new.scheduled_at is not null and new.status = 'todo'::procrastinate_job_status)
  execute procedure procrastinate_trigger_function_scheduled_events_v1();
"""


class Migration(migrations.Migration):
    dependencies = [("plumbing", "0004_kept_uploads"), ("procrastinate", "__latest__")]

    operations = [migrations.RunSQL(DROP, CREATE)]
