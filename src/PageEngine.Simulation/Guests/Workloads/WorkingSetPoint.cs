using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>How large a working set is at some time.</summary>
/// <param name="At">The time, from when the task began.</param>
/// <param name="Size">The size; at least a page and at most the memory of the task is used.</param>
[method: JsonConstructor]
public readonly record struct WorkingSetPoint(SimTime At, ByteSize Size);
