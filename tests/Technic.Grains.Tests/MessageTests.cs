using Technic.Core.Market;
using Technic.Core.Plans;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Grains.Serialization;

namespace Technic.Grains.Tests;

/// <summary>Messages between silos of two versions.</summary>
public sealed class MessageTests
{
    private static readonly ScanRequestTraveller Requests = new();

    [Fact]
    public void A_request_of_a_version_with_fewer_or_more_fields_is_read_with_the_defaults_of_this_one()
    {
        var read = Requests.ConvertFromSurrogate(new Payload { Bytes = """{"Days":9,"Later":[1]}"""u8.ToArray() });

        Assert.Equivalent(new ScanRequest { Days = 9 }, read, strict: true);
    }

    [Fact]
    public void A_request_arrives_as_it_was_sent()
    {
        var request = new ScanRequest
        {
            Universe = new Universe([new Listing(Symbol.Parse("AAPL"), "Apple")], new Dictionary<string, int> { ["no symbol"] = 2 }),
            Frequency = Frequency.Intraday,
            Signals = [Signal.StrongShort],
            Where = "close > 1",
            AllowShorts = false,
            Risk = new RiskBudget(1, 2, 3),
        };

        Assert.Equivalent(request, Requests.ConvertFromSurrogate(Requests.ConvertToSurrogate(request)), strict: true);
    }
}
