namespace PageEngine.Simulation;

/// <summary>One step of a task.</summary>
/// <param name="Page">The page, in the task's own numbers; for <see cref="PageAccessKind.Sleep"/> unused.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Nanoseconds">
/// Processor time before the access; for <see cref="PageAccessKind.Sleep"/> the time without a processor.
/// </param>
/// <param name="Count">Neighbouring pages that are touched in the same way, 1 or more.</param>
internal readonly record struct PageAccess(uint Page, PageAccessKind Kind, long Nanoseconds, uint Count = 1);
