namespace PageEngine.Linux;

/// <summary>Whether the kernel lets this process use one of its features.</summary>
/// <param name="Name">What the feature is called.</param>
/// <param name="IsAvailable">Whether it works here.</param>
/// <param name="Reason">Why it does not, in one line; empty where it does.</param>
public readonly record struct KernelFeature(string Name, bool IsAvailable, string Reason)
{
    /// <summary>The name, and what is to be said of it, in one line.</summary>
    public override string ToString() => IsAvailable ? $"{Name}: available" : $"{Name}: {Reason}";

    internal static KernelFeature Of(string name, string reason) => new(name, reason.Length == 0, reason);
}
