namespace PageEngine.Simulation;

/// <summary>What specs must hold beyond their types, as the docs of their properties say.</summary>
internal static partial class SpecRules
{
    private const int LongestName = 100;

    // What 32 bits of a frame number can name, less the two numbers with a meaning of their own.
    private const ulong MostPages = uint.MaxValue - 1;

    /// <summary>Throws for the first thing that is wrong with a host.</summary>
    /// <exception cref="ArgumentException">Something is wrong; the message says which property and why.</exception>
    internal static void Check(HostSpec spec)
    {
        SpecProblems problems = new();
        Check(spec, problems);
        problems.ThrowIfAny(nameof(spec));
    }

    /// <summary>Throws for the first thing that is wrong with a machine.</summary>
    /// <exception cref="ArgumentException">Something is wrong; the message says which property and why.</exception>
    internal static void Check(VmSpec spec)
    {
        SpecProblems problems = new();
        Check(spec, problems);
        problems.ThrowIfAny(nameof(spec));
    }

    private static void CheckName(string name, string property, SpecProblems problems)
    {
        if (!problems.Present(name, property))
        {
            return;
        }

        if (name.Trim().Length == 0)
        {
            problems.Add(property, "is empty");
        }
        else if (name.Length > LongestName)
        {
            problems.Add(property, $"has {name.Length} characters, but must have at most {LongestName}");
        }
        else if (name.Any(char.IsControl))
        {
            problems.Add(property, "has a control character");
        }
    }

    /// <summary>Memory for machines: at least a page, and no more pages than frame numbers can name.</summary>
    private static void CheckMemory(ByteSize memory, SpecProblems problems)
    {
        if (memory.Pages == 0)
        {
            problems.Add(nameof(HostSpec.Memory), $"is {memory}, but must be a page of 4 KiB or more");
        }
        else if (memory.Pages > MostPages)
        {
            problems.Add(nameof(HostSpec.Memory), $"is {memory}, but must be less than 16 TiB");
        }
    }

    private static void Inside<T>(SpecProblems problems, string property, T? spec, Action<T, SpecProblems> check)
        where T : class
    {
        if (problems.Present(spec, property))
        {
            problems.Enter(property);
            check(spec!, problems);
            problems.Leave();
        }
    }

    private static void InsideIfAny<T>(SpecProblems problems, string property, T? spec, Action<T, SpecProblems> check)
        where T : class
    {
        if (spec is not null)
        {
            Inside(problems, property, spec, check);
        }
    }
}
