using System.Text.Json;
using Technic.Testing;

namespace Technic.Cli.Tests.OfficialClient;

/// <summary>The official JavaScript clients of Polygon, and of Massive, its new name, in a Node.js process.</summary>
internal static class Client
{
    private static readonly NodeScripts Scripts = new("OfficialClient");

    /// <summary>Why the client cannot run; <c>null</c> if it can.</summary>
    public static string? Obstacle => Scripts.Obstacle is { } obstacle ? $"Polygon's official client: {obstacle}" : null;

    /// <summary>Sends requests to a server and returns the results of Polygon's client, whose methods have positional parameters.</summary>
    public static IReadOnlyList<JsonElement> Ask(string address, string key, params object?[][] questions) =>
        Ask("@polygon.io/client-js", address, key, questions);

    /// <summary>Sends requests to a server and returns the results of Massive's client, whose methods have named parameters.</summary>
    public static IReadOnlyList<JsonElement> AskMassive(string address, string key, params object?[][] questions) =>
        Ask("@massive.com/client-js", address, key, questions);

    private static IReadOnlyList<JsonElement> Ask(string library, string address, string key, object?[][] questions) =>
        [.. JsonElement.Parse(Scripts.Run("ask.mjs", library, address, key, JsonSerializer.Serialize(questions))).EnumerateArray()];
}
