using System.Globalization;
using Technic.Core.Market;
using Technic.Core.Market.Files;
using Technic.Testing;

namespace Technic.Core.Tests.Market;

/// <summary>Unadjusted prices, prices adjusted for splits, and for splits and dividends; and the bounds of prices in every form.</summary>
public sealed class AdjustmentTests
{
    private static readonly Symbol Acme = Symbol.Parse("ACME");
    private static readonly DateOnly First = new(2026, 3, 2);

    private static BarSeries Bars(params double[] closes) => BarSeries.FromBars(
        [.. closes.Select((close, i) => new Bar(BarTime.OfDay(First.AddDays(i)), close, close * 1.01, close * 0.99, close, 1000))]);

    private static KnownSplit Split(int day, double ratio) => new(new Split(Acme, First.AddDays(day), ratio), DateTimeOffset.MinValue);

    private static Dividend Paid(int day, double amount) => new(Acme, First.AddDays(day), amount);

    [Fact]
    public void Total_return_prices_are_those_of_a_hand_calculation()
    {
        // 100, ex 2 at 98 (no other move), 4-for-1 at 24.5, ex 0.49 at 24.01: the total return is 0 throughout.
        var raw = Bars(100, 98, 24.5, 24.01);
        KnownSplit[] splits = [Split(2, 4)];
        var adjusted = SplitAdjustment.Adjust(raw, splits.Select(known => known.Split), First.AddDays(3));

        var total = PriceAdjustment.Total.From(adjusted, splits, [Paid(1, 2), Paid(3, 0.49)], First.AddDays(3));

        Assert.All(total.Close.ToArray(), close => Assert.Equal(24.01, close, 1e-12));
        Assert.Equal([4000.0, 4000, 1000, 1000], total.Volume.ToArray());
    }

    [Fact]
    public void A_day_before_a_dividend_or_split_does_not_know_of_it()
    {
        var raw = Bars(100, 98, 24.5, 24.01);
        Dividend[] dividends = [Paid(1, 2), Paid(3, 0.49)];
        var asOf = First.AddDays(1);
        var known = raw.Between(First, asOf);

        var total = PriceAdjustment.Total.From(known, [Split(2, 4)], dividends, asOf);

        Assert.Equal([98, 98], total.Close.ToArray());
        Assert.Same(known, PriceAdjustment.Total.From(known, [], [Paid(2, 1), Paid(0, 1)], asOf));
    }

    [Fact]
    public void Prices_as_traded_come_back_from_those_adjusted_for_splits_in_every_order_of_splits()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var raw = Bars([.. Enumerable.Range(0, 20).Select(_ => 1 + (random.NextDouble() * 99))]);
            var days = Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(22)).Distinct();
            KnownSplit[] splits =
                [.. days.Select(day => Split(day, random.Next(2) == 0 ? 1.0 / random.Next(2, 50) : random.Next(2, 20)))];
            var asOf = First.AddDays(random.Next(22));
            var seen = raw.Between(First, asOf);

            var adjusted = SplitAdjustment.Adjust(seen, splits.Select(known => known.Split), asOf);
            var none = PriceAdjustment.None.From(adjusted, splits, [], asOf);

            Assert.Equal(seen.Count, none.Count);
            for (var i = 0; i < seen.Count; i++) Assert.Equal(seen.Close[i], none.Close[i], 1e-9);
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(150)]
    public void A_payment_of_the_whole_price_changes_nothing(double amount)
    {
        var bars = Bars(100, 1);
        Assert.Same(bars, PriceAdjustment.Total.From(bars, [], [Paid(1, amount)], First.AddDays(1)));
    }

    [Fact]
    public void Equal_dividends_on_adjacent_sessions_are_one_and_different_ones_are_several()
    {
        var book = DividendBook.Empty.With(
            [Paid(1, 0.5), Paid(2, 0.5), Paid(2, 0.75), Paid(30, 0.5)], First, First.AddDays(40), DateTimeOffset.UnixEpoch);

        Assert.Equal([Paid(2, 0.5), Paid(2, 0.75), Paid(30, 0.5)], book.Of(Acme));
    }

    [Fact]
    public void Five_reverse_splits_make_prices_above_the_bound_of_raw_ones_and_every_path_takes_them()
    {
        var raw = Bars(900, 850, 40);
        double[] ratios = [1.0 / 10, 1.0 / 15, 1.0 / 25, 1.0 / 35, 1.0 / 40];
        var adjusted = SplitAdjustment.Adjust(raw, ratios.Select((ratio, i) => new Split(Acme, First.AddDays(2), ratio)), First.AddDays(2));
        Assert.InRange(adjusted.Close[0], 1e9, 1e10);

        var builder = new BarSeriesBuilder();
        for (var i = 0; i < adjusted.Count; i++) builder.Add(adjusted[i]);
        Assert.True(adjusted.HasSameBars(builder.Build(out var defects)));
        Assert.Equal(0, defects.Total);

        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "export.csv");
        var lines = Enumerable.Range(0, adjusted.Count).Select(i => adjusted[i]).Select(bar => string.Create(
            CultureInfo.InvariantCulture, $"ACME,{bar.Time},{bar.Open:R},{bar.High:R},{bar.Low:R},{bar.Close:R},{bar.Volume:R}"));
        File.WriteAllLines(path, ["symbol,date,open,high,low,close,volume", .. lines]);
        Assert.True(adjusted.HasSameBars(BarCsv.Read(path, CancellationToken.None).Bars[Acme]));
    }

    [Theory]
    [InlineData(1e9, true, true)]
    [InlineData(1.1e9, false, true)]
    [InlineData(1e18, false, true)]
    [InlineData(1e19, false, false)]
    [InlineData(1e308, false, false)]
    [InlineData(0, false, false)]
    [InlineData(double.NaN, false, false)]
    [InlineData(double.PositiveInfinity, false, false)]
    public void Bounds_are_on_prices_as_traded_and_wider_for_adjusted_ones(double price, bool isRaw, bool isAdjusted)
    {
        var bar = new Bar(BarTime.OfDay(First), price, price, price, price, 1000);
        Assert.Equal((isRaw, isAdjusted), (BarBounds.IsPossibleRaw(bar), BarBounds.IsPossible(bar)));
    }

    [Theory]
    [InlineData(1311, Sector.Energy)]
    [InlineData(2834, Sector.HealthCare)]
    [InlineData(3571, Sector.InformationTechnology)]
    [InlineData(3674, Sector.InformationTechnology)]
    [InlineData(3711, Sector.ConsumerDiscretionary)]
    [InlineData(3728, Sector.Industrials)]
    [InlineData(4813, Sector.CommunicationServices)]
    [InlineData(4911, Sector.Utilities)]
    [InlineData(5331, Sector.ConsumerStaples)]
    [InlineData(6022, Sector.Financials)]
    [InlineData(6798, Sector.RealEstate)]
    [InlineData(7372, Sector.InformationTechnology)]
    [InlineData(9999, Sector.Unclassified)]
    public void A_sic_code_leads_to_a_sector(int code, Sector sector) => Assert.Equal(sector, SicSectors.Of(code));
}
