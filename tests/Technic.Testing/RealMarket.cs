namespace Technic.Testing;

/// <summary>Real daily bars of S&amp;P 500 companies from 2019-04-01 to 2021-04-21, as traded.</summary>
/// <param name="Bars">The path of the bars, a gzipped CSV file.</param>
/// <param name="Splits">The path of the splits.</param>
/// <param name="Constituents">The path of the universe.</param>
/// <param name="Symbols">The number of companies.</param>
/// <param name="Rows">The number of bars.</param>
public sealed record RealMarket(string Bars, string Splits, string Constituents, int Symbols, int Rows)
{
    public static readonly DateOnly FirstDay = new(2019, 4, 1);
    public static readonly DateOnly LastDay = new(2021, 4, 21);

    /// <summary>102 companies, including all that had a split; part of every checkout.</summary>
    public static RealMarket Sample => new(
        TestData.PathOf("sp500-sample/bars.csv.gz"), TestData.PathOf("sp500-sample/splits.csv"),
        TestData.PathOf("sp500-sample/constituents.csv"), 102, 52_282);

    /// <summary>All 504 companies; skips the test if they are missing.</summary>
    public static RealMarket Whole => new(
        SharedData.Require("sp500-daily-2019-2021.csv.gz"), SharedData.Require("sp500-splits-2019-2021.csv"),
        SharedData.Require("sp500-constituents.csv"),
        504, 260_586);

    /// <summary>The whole market or the sample, for tests that run on both.</summary>
    public static RealMarket Open(bool whole) => whole ? Whole : Sample;
}
