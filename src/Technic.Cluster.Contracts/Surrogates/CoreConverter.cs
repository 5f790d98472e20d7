using Orleans.Serialization.Cloning;

namespace Technic.Cluster.Contracts;

/// <summary>
/// Has a type of Core travel as a surrogate with numbered members, because Core has no reference to Orleans. Within a silo the same
/// instance is passed on: all of these types are immutable.
/// </summary>
/// <typeparam name="T">The type.</typeparam>
/// <typeparam name="TSurrogate">
/// What is on the wire. A member that another version does not have is skipped or has its default value.
/// </typeparam>
public abstract class CoreConverter<T, TSurrogate> : IConverter<T, TSurrogate>, IDeepCopier<T>
    where TSurrogate : struct
{
    public abstract T ConvertFromSurrogate(in TSurrogate surrogate);

    public abstract TSurrogate ConvertToSurrogate(in T value);

#nullable disable annotations // Orleans declares T here, or T?, depending on its version.
    public T DeepCopy(T input, CopyContext context) => input;
#nullable restore annotations
}
