from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mailroom', '0004_alarm'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='delivery',
            name='outbox',
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['-priority', '-mailing', 'id'], name='outbox'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state__in', ['leased', 'deferred'])), fields=['due_at'], name='outbox_waiting'),
        ),
    ]
