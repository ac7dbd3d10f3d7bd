using System.Globalization;
using System.Runtime.CompilerServices;

namespace PageEngine.Simulation;

/// <summary>Collects all that is wrong with a spec, so that whoever wrote it can mend everything at once.</summary>
/// <remarks>
/// A spec checks its own properties and <see cref="Enter(string)"/>s the specs that it holds. The rules take the name
/// of the property from the expression that they are called with. Not thread-safe.
/// </remarks>
internal sealed class SpecProblems
{
    private readonly List<SpecProblem> _found = [];
    private readonly Stack<string> _parents = new();
    private string _parent = "";

    /// <summary>What was found, in the order of the properties.</summary>
    internal IReadOnlyList<SpecProblem> Found => _found;

    /// <summary>Notes that something is wrong with a property of the spec that is being checked.</summary>
    /// <param name="property">The property; empty for the spec itself.</param>
    /// <param name="reason">What is wrong, to be read behind the name: <c>is 3, but must be 0 to 1</c>.</param>
    internal void Add(string property, string reason) => _found.Add(new SpecProblem(Join(property), reason));

    /// <summary>Begins a spec that is the value of a property.</summary>
    internal void Enter(string property)
    {
        _parents.Push(_parent);
        _parent = Join(property);
    }

    /// <summary>Begins a spec that is an element of a list.</summary>
    internal void Enter(string property, int index) =>
        Enter(string.Create(CultureInfo.InvariantCulture, $"{property}[{index}]"));

    /// <summary>Ends the spec that was entered last.</summary>
    internal void Leave() => _parent = _parents.Pop();

    /// <summary>What must be there.</summary>
    /// <returns>Whether it is.</returns>
    internal bool Present(object? value, [CallerArgumentExpression(nameof(value))] string property = "")
    {
        if (value is null)
        {
            Add(property, "is missing");
        }

        return value is not null;
    }

    /// <summary>A part of something: 0 to 1.</summary>
    internal void Share(double value, [CallerArgumentExpression(nameof(value))] string property = "") =>
        Within(value, 0, 1, property);

    /// <summary>A number between two others, which it may equal.</summary>
    internal void Within(
        double value, double least, double most, [CallerArgumentExpression(nameof(value))] string property = "")
    {
        if (!(value >= least && value <= most))
        {
            Add(property, string.Create(CultureInfo.InvariantCulture, $"is {value}, but must be {least} to {most}"));
        }
    }

    /// <summary>A finite number above 0.</summary>
    internal void Positive(double value, [CallerArgumentExpression(nameof(value))] string property = "")
    {
        if (!(value > 0 && double.IsFinite(value)))
        {
            Add(property, string.Create(CultureInfo.InvariantCulture, $"is {value}, but must be above 0"));
        }
    }

    /// <summary>A number that is not too small.</summary>
    internal void AtLeast(double value, double least, [CallerArgumentExpression(nameof(value))] string property = "")
    {
        if (!(value >= least && double.IsFinite(value)))
        {
            Add(property, string.Create(CultureInfo.InvariantCulture, $"is {value}, but must be {least} or more"));
        }
    }

    /// <summary>A span of time that has a length.</summary>
    internal void Positive(SimTime value, [CallerArgumentExpression(nameof(value))] string property = "")
    {
        if (value <= SimTime.Zero)
        {
            Add(property, $"is {value}, but must be above 0");
        }

        NotTooLong(value, property);
    }

    /// <summary>A moment or a span that may be 0.</summary>
    internal void NotNegative(SimTime value, [CallerArgumentExpression(nameof(value))] string property = "")
    {
        if (value < SimTime.Zero)
        {
            Add(property, $"is {value}, but must not be below 0");
        }

        NotTooLong(value, property);
    }

    /// <summary>A moment or a span that can be added to others.</summary>
    internal void NotTooLong(SimTime value, [CallerArgumentExpression(nameof(value))] string property = "")
    {
        if (value > UnitText.Longest)
        {
            Add(property, $"is {value}, but must be at most {UnitText.Longest}");
        }
    }

    /// <summary>A value that its enumeration has.</summary>
    internal void Defined<T>(T value, [CallerArgumentExpression(nameof(value))] string property = "")
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            Add(property, $"is {value}, but must be one of {string.Join(", ", Enum.GetNames<T>())}");
        }
    }

    /// <summary>Throws for the first problem, if there is one.</summary>
    /// <param name="parameter">The parameter that the spec was given as.</param>
    /// <exception cref="ArgumentException">There is a problem.</exception>
    internal void ThrowIfAny(string parameter)
    {
        if (_found.Count > 0)
        {
            throw new ArgumentException(_found[0].ToString(), parameter);
        }
    }

    private string Join(string property) => (_parent.Length, property.Length) switch
    {
        (0, _) => property,
        (_, 0) => _parent,
        _ => $"{_parent}.{property}",
    };
}
