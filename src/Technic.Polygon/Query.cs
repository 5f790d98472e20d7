namespace Technic.Polygon;

/// <summary>Reads the body of a good answer.</summary>
/// <exception cref="System.Text.Json.JsonException">The bytes are no JSON.</exception>
/// <exception cref="AttemptException">The answer is not what was asked for.</exception>
internal delegate T ReadAnswer<out T>(ReadOnlySpan<byte> json);

/// <summary>One GET.</summary>
/// <param name="Address">Where; without a key.</param>
/// <param name="What">What it is to bring, as errors and logs call it.</param>
/// <param name="Read">Reads a good answer.</param>
internal sealed record Query<T>(Uri Address, string What, ReadAnswer<T> Read)
    where T : class
{
    /// <summary>What a 404 means; without it a 404 is an error.</summary>
    public T? WhenNotFound { get; init; }

    /// <summary>Whether the address itself may be missing, so that also the web page of some other server with the status 404 means it.</summary>
    public bool IsOptional { get; init; }
}

/// <summary>The requests that one fetch has made so far, over all its pages and retries.</summary>
internal sealed class RequestCount
{
    public int Made { get; private set; }

    public void Add() => Made++;
}
