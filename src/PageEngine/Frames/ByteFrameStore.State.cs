namespace PageEngine;

/// <content>Saving and restoring: the pages of used frames, in the order of the frames.</content>
public sealed partial class ByteFrameStore
{
    internal override void SaveContents(StateWriter writer)
    {
        for (uint frame = 0; frame < FirstNeverUsed; frame++)
        {
            if (References(frame) != 0)
            {
                writer.WritePage(Bytes(frame));
            }
        }
    }

    internal override void LoadContents(StateReader reader)
    {
        for (uint frame = 0; frame < FirstNeverUsed; frame++)
        {
            if (References(frame) != 0)
            {
                reader.ReadPage(Bytes(frame));
            }
        }
    }

    private protected override void CopyContents(FrameStore other)
    {
        ByteFrameStore frames = (ByteFrameStore)other;
        for (uint frame = 0; frame < FirstNeverUsed; frame++)
        {
            // A page of zeros is left untouched, so that it takes no memory.
            if (References(frame) != 0 && !PageContent.IsZero(frames.Bytes(frame)))
            {
                frames.Bytes(frame).CopyTo(Bytes(frame));
            }
        }
    }
}
