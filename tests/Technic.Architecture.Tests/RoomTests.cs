using System.Runtime.CompilerServices;
using Mono.Cecil;
using NetArchTest.Rules;
using Technic.Core.Market;

namespace Technic.Architecture.Tests;

/// <summary>The rooms of Core are layers: a room uses itself and the rooms below it.</summary>
public sealed class RoomTests
{
    private const string Core = "Technic.Core.";

    /// <summary>From the bottom up.</summary>
    private static readonly string[] Rooms =
    [
        "Text", "Market", "Histories", "Storage", "Archive", "Provider", "Universes", "Formulas", "Rating", "Plans", "Scans", "Studies",
        "Watches", "Engine", "Reports",
    ];

    public static TheoryData<string> All => [.. Rooms];

    [Fact]
    public void Every_type_of_Core_lives_in_a_room()
    {
        var elsewhere = typeof(Symbol).Assembly.GetTypes()
            .Where(type => type.DeclaringType is null && !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
            .Where(type => !IsGenerated(type))
            .Where(type => !Array.Exists(Rooms, room => IsIn(room, type.Namespace)));

        Assert.Empty(elsewhere);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_room_has_types(string room) => Assert.Contains(typeof(Symbol).Assembly.GetTypes(), type => IsIn(room, type.Namespace));

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

    /// <summary>The rule above does not see the type of a <c>catch</c> clause that has no variable.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void A_room_catches_only_exceptions_of_itself_and_the_rooms_below(string room)
    {
        var above = Rooms[(Array.IndexOf(Rooms, room) + 1)..];
        using var module = ModuleDefinition.ReadModule(typeof(Symbol).Assembly.Location);

        var wrong = module.GetTypes()
            .Where(type => IsIn(room, Outermost(type).Namespace))
            .SelectMany(type => type.Methods)
            .Where(method => method.HasBody && method.Body.ExceptionHandlers
                .Any(handler => handler.CatchType is { } caught && Array.Exists(above, upper => IsIn(upper, Outermost(caught).Namespace))))
            .Select(method => method.FullName);

        Assert.Empty(wrong);
    }

    private static bool IsIn(string room, string? name) => $"{name}.".StartsWith($"{Core}{room}.", StringComparison.Ordinal);

    /// <summary>The compiler and its generators put their types into the namespaces of the libraries, or into none.</summary>
    private static bool IsGenerated(Type type) =>
        type.Namespace is { } name
            ? name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal)
            : type.Name.StartsWith('<');

    /// <summary>A nested type has the namespace of its containing type.</summary>
    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } around ? Outermost(around) : type;
}
