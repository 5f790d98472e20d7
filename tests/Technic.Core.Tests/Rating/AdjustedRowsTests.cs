using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Rating;
using Technic.Testing;

namespace Technic.Core.Tests.Rating;

public sealed class AdjustedRowsTests : IDisposable
{
    private readonly MarketClock _clock = new(new FakeTimeProvider(Clocks.WednesdayEvening));
    private readonly MarketArchive _archive;

    public AdjustedRowsTests() => _archive = new MarketArchive(new MemoryDocuments(), _clock, NullLoggerFactory.Instance);

    public void Dispose() => _archive.Dispose();

    [Fact]
    public void Rows_of_prices_adjusted_for_splits_are_computed_once_and_kept()
    {
        Assert.Same(RowComputation.Instance, AdjustedRows.Of(PriceAdjustment.Splits, _archive));
        Assert.True(RowComputation.Instance.IsKept);
    }

    [Theory]
    [InlineData(PriceAdjustment.None)]
    [InlineData(PriceAdjustment.Total)]
    public void Rows_of_another_adjustment_are_computed_for_each_scan(PriceAdjustment adjustment)
    {
        var computation = Assert.IsType<AdjustedRows>(AdjustedRows.Of(adjustment, _archive));

        Assert.Equal(adjustment, computation.Adjustment);
        Assert.False(computation.IsKept);
    }

    [Fact]
    public void Without_an_archive_prices_are_used_as_they_are() =>
        Assert.Same(RowComputation.Instance, AdjustedRows.Of(PriceAdjustment.None, archive: null));

    [Fact]
    public async Task A_row_as_traded_has_the_prices_before_a_split()
    {
        var bars = Markets.Series([100, 100]);
        var asOf = bars.Times[1].Date;
        await _archive.Known.AddAsync([new Split(Markets.Symbol, asOf, 1.5)], new DayRange(asOf, asOf), _clock.Now, default);

        var adjusted = (ScanRow)AdjustedRows.Of(PriceAdjustment.Splits, _archive).Compute(Markets.History(bars), asOf);
        var traded = (ScanRow)AdjustedRows.Of(PriceAdjustment.None, _archive).Compute(Markets.History(bars), asOf);

        Assert.Equal((Markets.Symbol, 100, 0), (adjusted.Symbol, adjusted.Close, adjusted.Roc1));
        Assert.Equal((Markets.Symbol, 100), (traded.Symbol, traded.Close));
        Assert.Equal(-100.0 / 3, traded.Roc1!.Value, tolerance: 1e-9);
    }
}
