namespace PageEngine.Simulation;

/// <summary>One step of a task.</summary>
/// <remarks>32 bytes.</remarks>
/// <param name="Page">The page, in the task's own numbers; for <see cref="PageAccessKind.Sleep"/> unused.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Nanoseconds">
/// Processor time before the access, once for all of its pages; for <see cref="PageAccessKind.Sleep"/> the time without
/// a processor.
/// </param>
/// <param name="Count">Neighbouring pages that are touched in the same way, 1 or more.</param>
/// <param name="Content">
/// The token of what each of the pages holds after a write; 0 where the task's <see cref="ContentSource"/> chooses.
/// Pages that become zeros are <see cref="PageAccessKind.Zero"/>, so 0 is free to say this.
/// </param>
internal readonly record struct PageAccess(
    uint Page, PageAccessKind Kind, long Nanoseconds, uint Count = 1, ulong Content = 0)
{
    internal void Save(StateWriter writer)
    {
        writer.Write(Page);
        writer.Write((byte)Kind);
        writer.Write(Nanoseconds);
        writer.Write(Count);
        writer.Write(Content);
    }

    internal static PageAccess Load(StateReader reader)
    {
        PageAccess access = new(
            reader.ReadUInt32(),
            (PageAccessKind)reader.ReadByte(),
            reader.ReadInt64(),
            reader.ReadUInt32(),
            reader.ReadUInt64());
        StateReader.Require(access.Kind <= PageAccessKind.Sleep, "an access is of an unknown kind");
        StateReader.Require(access.Nanoseconds >= 0 && access.Count > 0, "an access has no pages or no time");
        StateReader.Require(access.Content <= PageToken.MaxValue, "a content has no token");
        return access;
    }
}
