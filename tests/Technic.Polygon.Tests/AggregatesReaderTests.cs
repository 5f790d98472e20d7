using System.Text;
using System.Text.Json;
using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Polygon.Tests;

public sealed class AggregatesReaderTests
{
    /// <summary>In the format of a response that Polygon's own client tests have recorded.</summary>
    private const string TwoDays =
        """
        {
            "ticker": "AAPL", "queryCount": 2, "resultsCount": 2, "adjusted": true,
            "results": [
                { "v": 642646396.0, "vw": 1.469, "o": 1.5032, "c": 1.4604, "h": 1.5064, "l": 1.4489, "t": 1112331600000, "n": 82132 },
                { "v": 5.78172308e8, "o": 1.4639, "c": 1.4675, "h": 1.4754, "l": 1.4343, "t": 1112587200000, "otc": false }
            ],
            "status": "DELAYED", "request_id": "12afda77aab3b1936c5fb6ef4241ae42", "count": 2,
            "next_url": "https://api.massive.com/v2/aggs?cursor=abc"
        }
        """;

    [Fact]
    public void A_page_is_read_as_it_was_sent()
    {
        var page = AggregatesReader.ReadDaily(Encoding.UTF8.GetBytes(TwoDays));

        Assert.Equal(new Envelope("AAPL", "DELAYED", null, null, "https://api.massive.com/v2/aggs?cursor=abc"), page.Envelope);
        Assert.Equal(
            [
                new Bar(BarTime.OfDay(new DateOnly(2005, 4, 1)), 1.5032, 1.5064, 1.4489, 1.4604, 642646396, 1.469),
                new Bar(BarTime.OfDay(new DateOnly(2005, 4, 4)), 1.4639, 1.4754, 1.4343, 1.4675, 578172308),
            ],
            page.Bars);
    }

    [Fact]
    public void A_daily_bar_stamped_with_the_end_of_its_session_has_the_same_day()
    {
        var page = AggregatesReader.ReadDaily(
            """{"results":[{"T":"GIK","v":895345,"vw":9.9979,"o":9.99,"c":10.02,"h":10.02,"l":9.9,"t":1602705600000,"n":96}]}"""u8);

        Assert.Equal(BarTime.OfDay(new DateOnly(2020, 10, 14)), page.Bars[0].Time);
    }

    [Fact]
    public void An_intraday_bar_has_its_wall_clock_minute()
    {
        var page = AggregatesReader.ReadIntraday("""{"results":[{"v":1,"o":1,"c":1,"h":1,"l":1,"t":1618997700000}]}"""u8);

        Assert.Equal(BarTime.Of(new DateOnly(2021, 4, 21), new TimeOnly(5, 35)), page.Bars[0].Time);
    }

    [Theory]
    [InlineData("""{"o":"1.5","h":2,"l":1,"c":1.5,"v":10,"t":1112331600000}""")]
    [InlineData("""{"o":null,"h":2,"l":1,"c":1.5,"v":10,"t":1112331600000}""")]
    [InlineData("""{"o":{"x":[1]},"h":2,"l":1,"c":1.5,"v":10,"t":1112331600000}""")]
    [InlineData("""{"o":1e308,"h":2,"l":1,"c":1.5,"v":10,"t":1112331600000}""")]
    [InlineData("""{"o":1e999,"h":2,"l":1,"c":1.5,"v":10,"t":1112331600000}""")]
    [InlineData("""{"o":-1.5,"h":2,"l":1,"c":1.5,"v":10,"t":1112331600000}""")]
    [InlineData("""{"o":1.5,"h":1,"l":2,"c":1.5,"v":10,"t":1112331600000}""")]
    [InlineData("""{"o":1.5,"h":2,"l":1,"c":1.5,"t":1112331600000}""")]
    [InlineData("""{"o":1.5,"h":2,"l":1,"c":1.5,"v":10}""")]
    [InlineData("""{"o":1.5,"h":2,"l":1,"c":1.5,"v":10,"t":"2005-04-01"}""")]
    [InlineData("""{"o":1.5,"h":2,"l":1,"c":1.5,"v":10,"t":1e300}""")]
    [InlineData("""{"o":1.5,"h":2,"l":1,"c":1.5,"v":10,"t":-62135596800000}""")]
    [InlineData("null")]
    [InlineData("[1,[2]]")]
    [InlineData("17")]
    public void An_impossible_bar_costs_only_itself(string bar)
    {
        var json = $$"""{"results":[{"o":1,"h":2,"l":1,"c":2,"v":3,"t":1112587200000},{{bar}}],"ticker":"AAPL"}""";

        var page = AggregatesReader.ReadDaily(Encoding.UTF8.GetBytes(json));

        Assert.Equal([true, false], page.Bars.Select(b => BarBounds.IsPossible(b)));
        Assert.Equal("AAPL", page.Envelope.Ticker);
    }

    [Theory]
    [InlineData("""{"results":null}""")]
    [InlineData("""{"results":[]}""")]
    [InlineData("""{"status":"OK"}""")]
    [InlineData("{}")]
    public void Missing_results_are_no_bars(string json) => Assert.Empty(AggregatesReader.ReadDaily(Encoding.UTF8.GetBytes(json)).Bars);

    [Theory]
    [InlineData("""{"results":{"o":1}}""")]
    [InlineData("""{"results":"none"}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"OK\"")]
    public void JSON_of_another_kind_is_no_page(string json)
    {
        var failure = Assert.Throws<AttemptException>(() => AggregatesReader.ReadDaily(Encoding.UTF8.GetBytes(json)));

        Assert.Equal(PriceSourceFailure.BadData, failure.Failure);
    }

    [Fact]
    public void Bytes_after_the_end_are_an_error() =>
        Assert.ThrowsAny<JsonException>(() => AggregatesReader.ReadDaily("{\"results\":[]}}"u8));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Damaged_bytes_are_read_or_refused_and_nothing_else(int seed)
    {
        var random = new Random(seed);
        var good = Encoding.UTF8.GetBytes(TwoDays);
        for (var round = 0; round < 5_000; round++)
        {
            var bytes = good[..random.Next(1, good.Length + 1)];
            for (var edits = random.Next(4); edits > 0; edits--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                AggregatesReader.ReadDaily(bytes);
            }
            catch (JsonException error)
            {
                Assert.NotEmpty(AnswerText.Complaint(bytes, error).Message);
            }
            catch (AttemptException)
            {
                // also correct: the body is rejected
            }
        }
    }

    [Theory]
    [InlineData("""{"a":NaN,"b":-Infinity,"c":[Infinity]}""", """{"a":"" ,"b":""       ,"c":[""      ]}""")]
    [InlineData("""{"a":"NaN \" NaN","b":NaN}""", """{"a":"NaN \" NaN","b":"" }""")]
    public void Words_that_are_no_numbers_become_malformed_values(string json, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(BareNumbers.Overwritten(Encoding.UTF8.GetBytes(json))!));

    [Theory]
    [InlineData("""{"a":"NaN"}""")]
    [InlineData("""{"a":1}""")]
    [InlineData("\"NaN")]
    public void Without_such_words_nothing_is_overwritten(string json) =>
        Assert.Null(BareNumbers.Overwritten(Encoding.UTF8.GetBytes(json)));
}
