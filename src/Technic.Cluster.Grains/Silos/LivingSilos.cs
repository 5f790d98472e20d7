using Microsoft.Extensions.Logging;
using Technic.Cluster.Client;
using Technic.Cluster.Contracts;

namespace Technic.Cluster.Grains;

/// <summary>The silos that are members of the cluster now.</summary>
internal sealed partial class LivingSilos(
    IClusterMembershipService membership, IGrainFactory grains, ILogger<LivingSilos> logger)
{
    /// <summary>A living silo responds in milliseconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Their addresses, as in a <see cref="SiloReport"/>.</summary>
    public IEnumerable<string> Addresses => Members.Select(member => member.SiloAddress.ToParsableString());

    private IEnumerable<ClusterMember> Members =>
        membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active);

    /// <summary>Whether an address is that of a living silo.</summary>
    public bool Contains(string? address) => address is not null && Addresses.Contains(address);

    /// <summary>Asks every silo; one that does not respond within a second, because it is just dying, is left out.</summary>
    public async Task<IReadOnlyList<T>> AskAsync<T>(
        Func<ISiloGrain, CancellationToken, Task<T>> question, CancellationToken cancellationToken)
    {
        ClusterMember[] members = [.. Members];
        var answers = new List<T>(members.Length);
        var questions = Array.ConvertAll(members, member =>
            question(grains.GetGrain<ISiloGrain>(member.SiloAddress.ToParsableString()), cancellationToken)
                .WaitAsync(Patience, TimeProvider.System, cancellationToken));
        for (var i = 0; i < questions.Length; i++)
        {
            try
            {
                answers.Add(await questions[i]);
            }
            catch (Exception problem) when (LostCall.IsLoss(problem, cancellationToken))
            {
                LogSilent(members[i].Name, problem.Message);
            }
        }
        return answers;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Silo {Silo} did not respond: {Problem}")]
    private partial void LogSilent(string silo, string problem);
}
