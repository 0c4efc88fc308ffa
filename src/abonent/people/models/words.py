"""The words of which names and addresses are made: for finding people by words that were typed wrong, or only in part."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models

from abonent.database.finding import Made


class Word(models.Model):
    """A word as it is searched (abonent_fold); `weight` is the power of two of how often it is there. Made anew each night."""

    word = models.CharField(max_length=40, primary_key=True)
    weight = models.SmallIntegerField()
    slips = Made(
        expression=models.Func(models.F("word"), function="abonent_slips", output_field=ArrayField(models.TextField())),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )

    class Meta:
        db_table = "people_word"
        indexes = (
            GinIndex(fields=["slips"], name="word_by_slips", fastupdate=False),
            GinIndex(OpClass(models.F("word"), name="gin_trgm_ops"), name="word_by_part", fastupdate=False),
        )

    def __str__(self) -> str:
        return self.word
