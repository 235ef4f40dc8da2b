from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('newsroom', '0003_reading'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportProgress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=500, unique=True)),
                ('size', models.BigIntegerField()),
                ('modified', models.BigIntegerField()),
                ('position', models.BigIntegerField(default=0)),
                ('inside', models.BigIntegerField(default=0)),
                ('records', models.BigIntegerField(default=0)),
                ('articles', models.BigIntegerField(default=0)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'import progress',
            },
        ),
    ]
