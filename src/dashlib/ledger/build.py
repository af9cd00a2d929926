"""Derives the ledger in SQL from typed tables that lie in a DuckDB connection."""

from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa
from currency_converter import CurrencyConverter

from dashlib.schema.package import amount_column

STEPS = ("grants.sql", "rates.sql", "remainders.sql", "funding.sql", "reconcile.sql")


@cache
def ecb_rates() -> pa.Table:
    """The euro reference rates of the European Central Bank: rate_date, currency, rate (units for one euro).

    Source: the Bank's table as the package CurrencyConverter carries it. Days without a rate are left out.
    """
    table = CurrencyConverter(decimal=True)._rates
    rows = [(day, code, rate) for code, days in table.items() if code != "EUR" for day, rate in days.items() if rate]
    days, codes, rates = zip(*rows, strict=True)
    return pa.table(
        {
            "rate_date": pa.array(days, pa.date32()),
            "currency": pa.array(codes, pa.string()),
            "rate": pa.array(rates, pa.decimal128(18, 6)),
        }
    )


def build_ledger(connection: duckdb.DuckDBPyConnection, display_currencies: tuple[str, ...]) -> None:
    """Make the tables `funding`, `reconciliation`, `announcement_rounds` and `rates_used`.

    The connection holds the published source tables, each with its `row`, dates with `_from` and `_to`.
    """
    connection.register("ecb_rates", ecb_rates())
    connection.register(
        "display_currencies",
        pa.table(
            {"currency": display_currencies, "amount_column": [amount_column(code) for code in display_currencies]}
        ),
    )
    for step in STEPS:
        connection.execute((Path(__file__).parent / step).read_text("utf-8"))
