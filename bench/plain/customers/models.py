"""Customers, their bills and their payments."""

from decimal import Decimal

from django.contrib.auth.models import User
from django.db import models


class Customer(models.Model):
    """Somebody who gets bills."""

    user = models.OneToOneField(User, on_delete=models.CASCADE)
    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=160)
    address = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.number


class Bill(models.Model):
    """A bill, and how much of it has been paid."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="bills")
    number = models.CharField(max_length=40, unique=True)
    issued_on = models.DateField()
    due_on = models.DateField()
    total = models.DecimalField(max_digits=12, decimal_places=2)
    paid = models.DecimalField(max_digits=12, decimal_places=2, default=0)

    class Meta:
        ordering = ["-issued_on"]
        indexes = [models.Index(fields=["customer", "-issued_on"], name="bill_newest_first")]

    def __str__(self) -> str:
        return self.number

    @property
    def left(self) -> Decimal:
        return self.total - self.paid


class Payment(models.Model):
    """Money that came."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="payments")
    paid_on = models.DateField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    method = models.CharField(max_length=20)

    class Meta:
        ordering = ["-paid_on"]
        indexes = [models.Index(fields=["customer", "-paid_on"], name="payment_newest_first")]

    def __str__(self) -> str:
        return f"{self.amount} {self.paid_on}"
