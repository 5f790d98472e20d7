using System.Text;
using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Plans;
using Technic.Core.Rating;
using Technic.Core.Reports;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Testing;

namespace Technic.Core.Tests.Scans.Requests;

public sealed class RequestJsonTests
{
    private const string Full = """
        {"symbols":["AAPL","BRK.B"],"universeFile":"us.csv","lists":["mine"],"maxSymbols":10,"types":["PFD"],"days":300,
        "frequency":"intraday",
        "asOf":"2021-04-21","adjust":"total",
        "sectors":["Energy","Tech"],"industries":["Oil"],"exchanges":["NYSE"],"minPrice":2.5,"minDollarVolume":1e6,"minBars":30,"maxAge":3,
        "minRating":-20,"signals":["Long","StrongShort"],"allowShorts":false,"where":"rsi14 < 35",
        "columns":["half: close / 2"],"formulas":"let high2 = 2 * high;","sort":"rsi14","ascending":true,
        "top":5,"maxPerSector":2,"account":50000,"riskPercent":0.5,"rewardRatio":3,"plan":"fade"}
        """;

    private static RequestChanges Read(string json) => RequestJson.Read(Encoding.UTF8.GetBytes(json));

    private static string Write(RequestChanges changes)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) RequestJson.Write(json, changes);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Complaint(string json) => Assert.Throws<ScanRequestException>(() => Read(json)).Message;

    [Fact]
    public void Every_field_of_a_request_is_read()
    {
        var request = Read(Full).ApplyTo(new ScanRequest());

        Assert.Equal([Symbol.Parse("AAPL"), Symbol.Parse("BRK.B")], Read(Full).Symbols!);
        Assert.Equal("us.csv", Read(Full).UniverseFile);
        Assert.Equal(
            (10, 300, Frequency.Intraday, new DateOnly(2021, 4, 21)), (request.MaxSymbols, request.Days, request.Frequency, request.AsOf));
        Assert.Equal(["Energy", "Tech"], request.Sectors);
        Assert.Equal(["Oil", "NYSE"], request.Industries.Concat(request.Exchanges));
        Assert.Equal((2.5, 1e6, 30, -20.0), (request.MinPrice, request.MinDollarVolume, request.MinBars, request.MinRating));
        Assert.Equal([Signal.Long, Signal.StrongShort], request.Signals);
        Assert.Equal((false, "rsi14 < 35", "rsi14", true), (request.AllowShorts, request.Where, request.Sort, request.Ascending));
        Assert.Equal((5, 2, new RiskBudget(50_000, 0.5, 3)), (request.Top, request.MaxPerSector, request.Risk));
    }

    [Fact]
    public void What_is_written_is_read_again() =>
        Assert.Equal(Full.ReplaceLineEndings("").Replace("1e6", "1000000"), Write(Read(Full)).Replace("\\u003C", "<"));

    [Fact]
    public void A_whole_request_is_saved_and_read_again()
    {
        var request = new ScanRequest
        {
            Where = "close > 5", AsOf = new DateOnly(2020, 3, 23), Signals = [Signal.Short], Sectors = ["Energy"],
        };

        var again = Read(Write(RequestChanges.Of(request))).ApplyTo(new ScanRequest { Top = 3, Sort = "close", Where = "gap > 1" });

        Assert.Equal(Write(RequestChanges.Of(request)), Write(RequestChanges.Of(again)));
    }

    [Fact]
    public void Every_settable_property_of_a_request_is_a_field()
    {
        // Each host has its own fields for the symbols; the budget of a plan is three fields; the methods are those of the engine; only
        // the checks of watches ask for reasons.
        string[] elsewhere =
        [
            nameof(ScanRequest.Universe), nameof(ScanRequest.Risk), nameof(ScanRequest.Methods), nameof(ScanRequest.ReasonsFor),
        ];
        var settable = typeof(ScanRequest)
            .GetProperties().Where(property => property.CanWrite).Select(property => property.Name).Except(elsewhere);
        var money = typeof(RiskBudget).GetProperties().Where(property => property.CanWrite).Select(property => property.Name);

        Assert.Equal(settable.Select(JsonNamingPolicy.CamelCase.ConvertName), RequestField.All.Select(field => field.Name));
        Assert.Subset(settable.ToHashSet(), money.ToHashSet());
    }

    [Fact]
    public void Every_field_but_those_of_a_single_call_is_saved()
    {
        var full = new ScanRequest { MaxSymbols = 1, Where = "", AsOf = default(DateOnly), MinRating = 0, MaxPerSector = 1 };
        var fields = JsonDocument.Parse(Write(RequestChanges.Of(full))).RootElement.EnumerateObject().Select(field => field.Name);

        Assert.Equal(RequestField.All.Select(field => field.Name).Except(["streamRows", "planOnly"]), fields);
    }

    public static TheoryData<string> Fields => [.. RequestField.All.Select(declared => declared.Name)];

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_field_can_be_set_and_is_written_as_it_is_read(string name)
    {
        var field = RequestField.All.Single(field => field.Name == name);
        using var document = JsonDocument.Parse(Other[name]);
        var value = field.Read(document.RootElement);
        var (request, buffer) = (field.Set(new ScanRequest(), value), new System.Buffers.ArrayBufferWriter<byte>());
        using (var json = Json.Writer(buffer))
        {
            json.WriteStartObject();
            field.Write(json, field.Get(request)!);
            json.WriteEndObject();
        }

        Assert.Equal($$"""{"{{name}}":{{Other[name]}}}""", Encoding.UTF8.GetString(buffer.WrittenSpan));
        Assert.All(
            RequestField.All.Where(other => other != field), other => Assert.Equal(other.Get(new ScanRequest()), other.Get(request)));
        Assert.NotEqual(field.Get(new ScanRequest()), field.Get(request));
    }

    /// <summary>A value of each field other than its default.</summary>
    private static Dictionary<string, string> Other { get; } = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(
        Full.Replace("1e6", "1000000").TrimEnd('}') + ""","streamRows":false,"planOnly":true}""")!.ToDictionary(member => member.Key,
        member => member.Value.GetRawText());

    [Fact]
    public void What_is_not_said_stays_as_it_was()
    {
        var before = new ScanRequest { Days = 77, Where = "close > 5", Sort = "close", Risk = new RiskBudget(Account: 5) };

        Assert.Equal(Write(RequestChanges.Of(before)), Write(RequestChanges.Of(Read("{}").ApplyTo(before))));
        Assert.Equal(Write(RequestChanges.Of(before)), Write(RequestChanges.Of(Read("""{"days":null,"where":null}""").ApplyTo(before))));
        Assert.Equal(new RiskBudget(Account: 5, RiskPercent: 2), Read("""{"riskPercent":2}""").ApplyTo(before).Risk);
    }

    [Fact]
    public void The_last_one_to_say_something_holds()
    {
        var request = Read("""{"top":2}""").ApplyTo(Read("""{"top":1,"days":9}""").ApplyTo(new ScanRequest()));

        Assert.Equal((2, 9), (request.Top, request.Days));
    }

    [Fact]
    public void A_person_may_write_comments_and_trailing_commas() =>
        Assert.Equal(9, Read("\uFEFF{ // the usual\n \"days\": 9, /* calendar */ }").ApplyTo(new ScanRequest()).Days);

    [Theory]
    [InlineData(
        """{"wher":"x"}""",
        "Unknown field 'wher' (did you mean 'where'?): expected one of symbols, universeFile, lists, maxSymbols, types,")]
    [InlineData("""{"min_price":1}""", "Unknown field 'min_price' (did you mean 'minPrice'?)")]
    [InlineData("""{"Days":1}""", "Unknown field 'Days' (did you mean 'days'?)")]
    [InlineData("""{"days":"150"}""", "'days': \"150\" is not a whole number.")]
    [InlineData("""{"days":1.5}""", "'days': 1.5 is not a whole number.")]
    [InlineData("""{"days":1e99}""", "'days': 1e99 is not a whole number.")]
    [InlineData("""{"minPrice":[1]}""", "'minPrice': [1] is not a number.")]
    [InlineData("""{"minPrice":1e999}""", "'minPrice': 1e999 is not a number.")]
    [InlineData("""{"ascending":1}""", "'ascending': 1 is not true or false.")]
    [InlineData("""{"where":5}""", "'where': 5 is not a text in quotes.")]
    [InlineData("""{"sectors":"Energy"}""", "'sectors': \"Energy\" is not a list of texts in brackets.")]
    [InlineData("""{"sectors":["Energy",5]}""", "'sectors': 5 is not a text in quotes.")]
    [InlineData("""{"sectors":["Energy",null]}""", "'sectors': null is not a text in quotes.")]
    [InlineData("""{"streamRows":true}""", "Unknown field 'streamRows'")]
    [InlineData("""{"where":{"close":5}}""", "'where': {\"close\":5} is not a text in quotes.")]
    [InlineData("""{"symbols":["A APL"]}""", "'symbols': Invalid symbol 'A APL': character 2 must be one of A-Z")]
    [InlineData("""{"signals":["Buy"]}""", "'signals': Unknown signal 'Buy': expected StrongLong, Long, Neutral, Short or StrongShort.")]
    [InlineData("""{"frequency":"weekly"}""", "'frequency': Unknown frequency 'weekly': expected daily, intraday or extended.")]
    [InlineData("""{"asOf":"21.4.2021"}""", "'asOf': Invalid day '21.4.2021': expected a day such as 2021-04-21.")]
    [InlineData("{\"where\":\"\\uD800\"}", "it contains text that is not valid Unicode.")]
    [InlineData("{\"\\uD800\":1}", "it contains text that is not valid Unicode.")]
    [InlineData("[1]", "a request must be an object of fields, {\"days\": 400, …}, not [1].")]
    [InlineData("", "this is not JSON (line 1, byte 1).")]
    [InlineData("{\"days\":\n 1 2}", "this is not JSON (line 2, byte 4).")]
    [InlineData("""{"days":1,"days":2}""", "this is not JSON")]
    public void What_is_no_request_is_answered_with_the_field_and_the_reason(string json, string complaint) =>
        Assert.StartsWith(complaint, Complaint(json), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_no_request_is_named()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("bad.json", """{"dayz":1}""");

        Assert.StartsWith($"{path}: Unknown field 'dayz'", LoadComplaint(path), StringComparison.Ordinal);
        Assert.Equal($"File not found: '{folder.File("none.json")}'.", LoadComplaint(folder.File("none.json")));
        Assert.Contains("cannot be read", LoadComplaint(folder.Path), StringComparison.Ordinal);
        var tooLong = folder.Write("long.json", new string(' ', RequestJson.MaxBytes + 1));
        Assert.Contains("longer than 1,048,576 bytes", LoadComplaint(tooLong), StringComparison.Ordinal);

        static string LoadComplaint(string path) => Assert.Throws<ScanRequestException>(() => RequestJson.Load(path)).Message;
    }

    [Fact]
    public void Any_bytes_are_a_request_or_get_a_sentence()
    {
        var random = new Random(3);
        for (var i = 0; i < 2_000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(Full);
            for (var slip = random.Next(1, 5); slip > 0; slip--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                RequestJson.Read(bytes.AsMemory(0, random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length));
            }
            catch (ScanRequestException problem)
            {
                Assert.DoesNotContain('\n', problem.Message);
            }
        }
    }
}
