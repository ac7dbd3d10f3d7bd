namespace PageEngine;

/// <content>Saving and restoring: the literal pages, then the tokens.</content>
public sealed partial class TokenFrameStore
{
    internal override void SaveContents(StateWriter writer)
    {
        Pages.Literals.Save(writer);
        Pages.Save(writer, FirstNeverUsed);
    }

    internal override void LoadContents(StateReader reader)
    {
        Pages.Literals.Load(reader);
        Pages.Load(reader, FirstNeverUsed);
        for (uint frame = 0; frame < FirstNeverUsed; frame++)
        {
            StateReader.Require(References(frame) != 0 || Pages.Tokens[frame] == 0, "a free frame holds a page");
        }
    }

    private protected override void CopyContents(FrameStore other)
    {
        TokenPages pages = ((TokenFrameStore)other).Pages;
        Pages.Literals.CopyFrom(pages.Literals);
        Pages.Tokens.CopyFrom(pages.Tokens, FirstNeverUsed);
    }
}
