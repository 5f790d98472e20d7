namespace Technic.Polygon;

/// <summary>Reads the body of a successful response.</summary>
/// <exception cref="System.Text.Json.JsonException">The bytes are not valid JSON.</exception>
/// <exception cref="AttemptException">The response is not the expected one.</exception>
internal delegate T ReadAnswer<out T>(ReadOnlySpan<byte> json);

/// <summary>One GET request.</summary>
/// <param name="Address">The address, without a key.</param>
/// <param name="What">The name of the requested data in errors and logs.</param>
/// <param name="Read">Reads a successful response.</param>
internal sealed record Query<T>(Uri Address, string What, ReadAnswer<T> Read)
    where T : class
{
    /// <summary>The value of a 404; <c>null</c> when a 404 is an error.</summary>
    public T? WhenNotFound { get; init; }

    /// <summary>
    /// Whether the endpoint may be missing, so that a web page of another server with the status 404 has the same meaning.
    /// </summary>
    public bool IsOptional { get; init; }
}

/// <summary>The number of requests of one fetch so far, over all its pages and retries.</summary>
internal sealed class RequestCount
{
    public int Made { get; private set; }

    public void Add() => Made++;
}
