namespace PageEngine;

/// <content>Dumps and processes are not saved: whoever has them makes the host anew.</content>
public sealed partial class SourceFrameStore
{
    internal override void SaveContents(StateWriter writer) => throw NotWritable();

    internal override void LoadContents(StateReader reader) => throw NotWritable();

    private protected override void CopyContents(FrameStore other) => throw NotWritable();
}
