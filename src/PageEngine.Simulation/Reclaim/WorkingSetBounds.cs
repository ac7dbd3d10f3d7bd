namespace PageEngine.Simulation;

/// <summary>The range that a sampled share lies in, with some confidence.</summary>
/// <param name="Low">The lower end, a part of the guest's pages from 0 to 1.</param>
/// <param name="High">The upper end, a part of the guest's pages from 0 to 1.</param>
public readonly record struct WorkingSetBounds(double Low, double High);
