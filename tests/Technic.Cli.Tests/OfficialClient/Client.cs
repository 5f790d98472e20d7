using System.Text.Json;
using Technic.Testing;

namespace Technic.Cli.Tests.OfficialClient;

/// <summary>Polygon's official JavaScript client in a Node.js process.</summary>
internal static class Client
{
    private static readonly NodeScripts Scripts = new("OfficialClient");

    /// <summary>Why the client cannot run; <c>null</c> if it can.</summary>
    public static string? Obstacle => Scripts.Obstacle is { } obstacle ? $"Polygon's official client: {obstacle}" : null;

    /// <summary>Sends requests to a server and returns the results of the client.</summary>
    public static IReadOnlyList<JsonElement> Ask(string address, string key, params object?[][] questions) =>
        [.. JsonElement.Parse(Scripts.Run("ask.mjs", address, key, JsonSerializer.Serialize(questions))).EnumerateArray()];
}
