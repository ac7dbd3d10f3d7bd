namespace PageEngine.Simulation;

/// <summary>
/// A unit that a quantity is written in: one of it is a whole multiple, or a whole part, of the base unit.
/// </summary>
/// <param name="Name">What is written.</param>
/// <param name="Multiple">The base units in one, times <paramref name="Divisor"/>.</param>
/// <param name="Divisor">1, or what a smaller unit divides by: a bit is 1/8 of a byte.</param>
/// <param name="IsWritten">Whether the tool writes it; others are only read.</param>
internal readonly record struct Unit(string Name, ulong Multiple, uint Divisor = 1, bool IsWritten = true);
