from django.db import migrations, models

FAILED_JOBS = "CREATE INDEX job_failed ON procrastinate_jobs (id) WHERE status = 'failed'"


class Migration(migrations.Migration):

    dependencies = [
        ('abonent', '0011_bills_of_a_period'),
        ('procrastinate', '0041_post_retry_failed_job'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='receipt',
            index=models.Index(condition=models.Q(('book', 'till:office')), fields=['paid_on'], include=('amount', 'id'), name='receipt_of_till'),
        ),
        migrations.RunSQL(FAILED_JOBS, 'DROP INDEX job_failed'),
    ]
