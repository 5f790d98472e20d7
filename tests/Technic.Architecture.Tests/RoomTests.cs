using NetArchTest.Rules;
using Technic.Core.Market;

namespace Technic.Architecture.Tests;

/// <summary>The rooms of Core lie one above the other: a room uses itself and the rooms below it.</summary>
public sealed class RoomTests
{
    private const string Core = "Technic.Core.";

    /// <summary>From the bottom up.</summary>
    private static readonly string[] Rooms =
    [
        "Text", "Market", "Histories", "Storage", "Archive", "Provider", "Universes", "Formulas", "Rating", "Plans", "Scans", "Engine",
        "Reports",
    ];

    public static TheoryData<string> All => [.. Rooms];

    [Fact]
    public void Every_type_of_Core_lives_in_a_room()
    {
        var elsewhere = typeof(Symbol).Assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith("Technic.Core", StringComparison.Ordinal) == true)
            .Where(type => !Rooms.Any(room => $"{type.Namespace}.".StartsWith($"{Core}{room}.", StringComparison.Ordinal)));

        Assert.Empty(elsewhere);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_room_uses_only_what_lies_below_it(string room)
    {
        string[] above = [.. Rooms[(Array.IndexOf(Rooms, room) + 1)..].Select(upper => Core + upper)];
        if (above.Length == 0) return;

        var result = Types.InAssembly(typeof(Symbol).Assembly).That().ResideInNamespaceMatching($"^Technic\\.Core\\.{room}($|\\.)")
            .ShouldNot().HaveDependencyOnAny(above).GetResult();

        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }
}
