namespace Technic.Cluster.Contracts;

/// <summary>
/// Answers on the silo that a client's call came in through, without asking another one: a client's proof that a gateway works.
/// </summary>
[Alias("technic.IGatewayGrain")]
public interface IGatewayGrain : IGrainWithIntegerKey
{
    [Alias("Answer")]
    Task AnswerAsync(CancellationToken cancellationToken = default);
}
