using System.Net;
using System.Text.Json;
using Technic.Core.Formulas.Library;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Indicators;

namespace Technic.Web.Tests;

public sealed class FormulasApiTests : WebTest
{
    protected override TechnicWebOptions Options => new()
    {
        Formulas = FormulaDefinitions.Parse("let half = close / 2; let cheap = half < 1e9; let unused = open;"),
    };

    [Fact]
    public async Task The_catalogue_has_every_function_with_its_parameters_outputs_and_lookback()
    {
        var catalogue = await GetAsync("/api/formulas");

        var functions = catalogue.GetProperty("functions").EnumerateArray().ToDictionary(entry => entry.GetProperty("name").GetString()!);
        foreach (var function in FunctionCatalogue.BuiltIn.All)
        {
            var entry = functions[function.Name];
            Assert.Equal(function.Parameters.Select(parameter => parameter.Name),
                entry.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()));
            Assert.Equal(function.Outputs.Select(output => output.Unit),
                entry.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("unit").GetString()));
        }
        var macd = functions["macd"];
        Assert.Equal((33, "macd(x, 12, 26, 9)"), (macd.GetProperty("lookback").GetInt32(), macd.GetProperty("signature").GetString()));
        Assert.InRange(macd.GetProperty("warmUp").GetInt32(), 100, 1000);
        Assert.Equal((12.0, 1.0, 5000.0), (Of("usual"), Of("least"), Of("most")));
        Assert.Equal("condition", functions["streak"].GetProperty("parameters")[0].GetProperty("name").GetString());
        Assert.Contains("crosses", catalogue.GetProperty("keywords").EnumerateArray().Select(word => word.GetString()));

        double Of(string name) => macd.GetProperty("parameters")[0].GetProperty(name).GetDouble();
    }

    [Fact]
    public async Task The_catalogue_has_columns_setups_and_the_named_formulas_of_the_server()
    {
        var catalogue = await GetAsync("/api/formulas");

        var formulas = catalogue.GetProperty("formulas").EnumerateArray().ToDictionary(entry => entry.GetProperty("name").GetString()!);
        var half = formulas["half"];
        Assert.Equal(("close / 2", true), (half.GetProperty("formula").GetString(), half.GetProperty("own").GetBoolean()));
        Assert.False(formulas["golden_cross"].GetProperty("own").GetBoolean());
        Assert.Equal(252, formulas["new_high"].GetProperty("parameters")[0].GetProperty("usual").GetInt32());
        Assert.Contains(
            "rsi14", catalogue.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("close > sma(200)", "where", "condition", 200, 200)]
    [InlineData("close", "column", "number", 1, 1)]
    [InlineData("rsi(14)", "series", "number", 15, 100)]
    [InlineData("weekly.sma(10)", "series", "number", 10, 50)]
    [InlineData("cheap", "where", "condition", 1, 1)]
    public async Task A_valid_formula_has_a_type_and_the_bars_that_it_needs(string formula, string use, string type, int bars, int warmUp)
    {
        var check = await GetAsync($"/api/formulas/check?use={use}&formula={Uri.EscapeDataString(formula)}");

        Assert.True(check.GetProperty("valid").GetBoolean(), check.ToString());
        Assert.Equal((type, bars), (check.GetProperty("type").GetString(), check.GetProperty("bars").GetInt32()));
        Assert.InRange(check.GetProperty("warmUp").GetInt32(), warmUp, warmUp * 10);
        Assert.Equal(JsonValueKind.Null, check.GetProperty("problem").ValueKind);
    }

    [Fact]
    public async Task An_invalid_formula_has_the_position_the_reason_and_suggestions()
    {
        var check = await CheckAsync("""{"formula": "close > 1 and\n rsi41 < 30"}""");

        Assert.False(check.GetProperty("valid").GetBoolean());
        var problem = check.GetProperty("problem");
        Assert.Equal((16, 5, 2, 2), (Of("position"), Of("length"), Of("line"), Of("column")));
        Assert.StartsWith(
            "Unknown column 'rsi41' (did you mean 'rsi14'?)", problem.GetProperty("message").GetString(), StringComparison.Ordinal);
        var suggestion = problem.GetProperty("suggestions")[0];
        Assert.Equal(("rsi14", "close > 1 and\n rsi14 < 30"),
            (suggestion.GetProperty("text").GetString(), suggestion.GetProperty("formula").GetString()));

        int Of(string name) => problem.GetProperty(name).GetInt32();
    }

    [Theory]
    [InlineData("""{"formula": "sma(20"}""", 7, 0)]
    [InlineData("""{"formula": "close"}""", 1, 5)]
    [InlineData("""{"formula": ""}""", 1, 0)]
    [InlineData("""{"formula": "rank(close)", "use": "series"}""", 1, 4)]
    [InlineData("""{"formula": "close > ta.crossover(open, close)"}""", 9, 2)]
    public async Task The_place_of_an_error_lies_in_the_formula(string body, int position, int length)
    {
        var problem = (await CheckAsync(body)).GetProperty("problem");

        Assert.Equal((position, length), (problem.GetProperty("position").GetInt32(), problem.GetProperty("length").GetInt32()));
    }

    [Theory]
    [InlineData("""{"formula": 5}""", "Invalid formula '5'")]
    [InlineData("""{"formula": "close", "use": "colum"}""", "Unknown use 'colum' (did you mean 'column'?)")]
    [InlineData("""{"formula": "close", "formulas": "let a ="}""", "formulas, position 8")]
    [InlineData("""{"text": "close"}""", "Unknown field 'text'")]
    public async Task A_request_that_is_no_question_is_refused(string body, string sentence)
    {
        using var answer = await Http.PostAsync("/api/formulas/check", Json(body));

        Assert.Contains(sentence, await ProblemOf(answer, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scan_uses_the_named_formulas_of_the_server_and_its_own_replace_them()
    {
        var row = (await ScanAsync("""{"symbols": ["AAPL"], "minDollarVolume": 0, "columns": ["h: half"], "where": "cheap"}"""))
            .GetProperty("rows")[0];
        var own = (await ScanAsync(
            """{"symbols": ["AAPL"], "minDollarVolume": 0, "columns": ["h: half"], "formulas": "let half = close / 4;"}"""))
            .GetProperty("rows")[0];

        Assert.Equal(row.GetProperty("close").GetDouble() / 2, row.GetProperty("h").GetDouble());
        Assert.Equal(own.GetProperty("close").GetDouble() / 4, own.GetProperty("h").GetDouble());
    }

    [Fact]
    public async Task A_series_has_a_date_and_a_value_at_every_bar_of_the_window()
    {
        var bars = (await GetAsync("/api/history/AAPL?days=100")).GetProperty("bars");

        var answer = await GetAsync(
            "/api/series/AAPL?days=100&columns=sma(50)&columns=up:+close+%3E+close[1]&columns=range:+atr(14)"
            + "&columns=ratio:+close+/+SPY.close");

        var series = answer.GetProperty("series").EnumerateArray().ToArray();
        Assert.Equal(["sma(50)", "up", "range", "ratio"], series.Select(one => one.GetProperty("name").GetString()));
        Assert.Equal(["number", "condition", "number", "number"], series.Select(one => one.GetProperty("type").GetString()));
        Assert.Equal([true, false, false, false], series.Select(one => one.GetProperty("overlay").GetBoolean()));
        foreach (var one in series)
        {
            Assert.Equal(bars.EnumerateArray().Select(bar => bar.GetProperty("date").GetString()),
                one.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("date").GetString()));
        }
        // The bars before the window are looked up too.
        Assert.Equal(JsonValueKind.Number, series[0].GetProperty("points")[0].GetProperty("value").ValueKind);
        var (last, before) = (CloseOf(bars[bars.GetArrayLength() - 1]), CloseOf(bars[bars.GetArrayLength() - 2]));
        Assert.Equal(last > before ? 1 : 0, series[1].GetProperty("points").EnumerateArray().Last().GetProperty("value").GetDouble());

        static double CloseOf(JsonElement bar) => bar.GetProperty("close").GetDouble();
    }

    [Fact]
    public async Task A_number_without_a_value_is_null()
    {
        var points = (await GetAsync("/api/series/AAPL?days=60&columns=log(-close)")).GetProperty("series")[0].GetProperty("points");

        Assert.All(points.EnumerateArray(), point => Assert.Equal(JsonValueKind.Null, point.GetProperty("value").ValueKind));
    }

    [Theory]
    [InlineData("/api/series/AAPL", "columns must contain 1 to 16 formulas, not 0.")]
    [InlineData("/api/series/AAPL?columns=x:+smaa(5)", "column x, position 1: Unknown function 'smaa' (did you mean 'sma'?)")]
    [InlineData("/api/series/AAPL?columns=rank(close)", "rank compares the symbols of a scan")]
    [InlineData("/api/series/AAPL?columns=a:+close&columns=a:+open", "another column has the name 'a'")]
    [InlineData("/api/series/AAPL?column=close", "Unknown parameter 'column' (did you mean 'columns'?)")]
    public async Task Invalid_series_are_refused(string address, string sentence)
    {
        using var answer = await Http.GetAsync(address);

        Assert.Contains(sentence, await ProblemOf(answer, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_series_of_a_symbol_without_bars_is_not_found_and_one_whose_provider_failed_is_unavailable()
    {
        Source.WithoutBars[Symbol.Parse("NONE")] = true;
        using var none = await Http.GetAsync("/api/series/NONE?columns=close");
        using var other = await Http.GetAsync("/api/series/AAPL?columns=NONE.close");
        Source.Refuse = _ => new PriceSourceException(PriceSourceFailure.Unavailable, "The market is out of reach.");
        using var failed = await Http.GetAsync("/api/series/OTHER?columns=close");

        Assert.Contains("NONE", await ProblemOf(none, HttpStatusCode.NotFound), StringComparison.Ordinal);
        Assert.Contains("NONE", await ProblemOf(other, HttpStatusCode.NotFound), StringComparison.Ordinal);
        Assert.Contains("out of reach", await ProblemOf(failed, HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
    }

    private async Task<JsonElement> CheckAsync(string body)
    {
        using var answer = await Http.PostAsync("/api/formulas/check", Json(body));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await JsonOf(answer);
    }
}
