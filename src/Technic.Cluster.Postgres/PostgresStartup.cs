namespace Technic.Cluster.Postgres;

/// <summary>
/// What a silo does with its database before it joins: waits for it, brings the schema up to date, and enters its price source.
/// </summary>
/// <param name="schema">The schema.</param>
/// <param name="source">The silo's source; <c>null</c> for a silo that finds the others elsewhere.</param>
public sealed class PostgresStartup(PostgresSchema schema, ClusterSource? source = null) : ILifecycleParticipant<ISiloLifecycle>
{
    // Before membership, which reads its queries from the database.
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(PostgresStartup), ServiceLifecycleStage.First, RunAsync, static _ => Task.CompletedTask);

    /// <exception cref="PostgresSchemaException">Waiting would not help; the message is one sentence that says what would.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await schema.WaitAndApplyAsync(cancellationToken).ConfigureAwait(false);
        if (source is not null) await source.JoinAsync(cancellationToken).ConfigureAwait(false);
    }
}
