using System.Text.Json;
using System.Text.Json.Nodes;

namespace Technic.Loading.Bench;

/// <summary>Shuffles the rows of a response.</summary>
internal static class AnswerShuffler
{
    public static byte[] Shuffled(byte[] body)
    {
        var answer = JsonNode.Parse(body)!.AsObject();
        var rows = answer["results"]!.AsArray().Select(row => row!.DeepClone()).ToArray();
        new Random(1).Shuffle(rows);
        answer["results"] = new JsonArray(rows);
        return JsonSerializer.SerializeToUtf8Bytes(answer);
    }
}
