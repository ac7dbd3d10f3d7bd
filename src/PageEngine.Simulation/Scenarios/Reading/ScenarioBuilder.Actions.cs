namespace PageEngine.Simulation;

/// <content>Links, and what is done with hosts, machines and links.</content>
internal sealed partial class ScenarioBuilder
{
    private List<ScenarioLink> BuildLinks(JsonTree? list)
    {
        List<ScenarioLink> links = [];
        foreach (JsonTree node in list?.Items ?? [])
        {
            JsonTree own = node.Without(ScenarioSchema.BetweenKey);
            LinkSpec? spec = Make(own, SpecJson.Default.LinkSpec, SpecRules.Check, static spec => spec);
            JsonTree between = node[ScenarioSchema.BetweenKey]!;
            if (!CheckPair(between) || spec is null)
            {
                continue;
            }

            ScenarioLink link = new(between.Items[0].Text, between.Items[1].Text, spec);
            if (links.Exists(other => other.Joins(link.First, link.Second)))
            {
                errors.Add(between, $"joins \"{link.First}\" and \"{link.Second}\", which are linked already");
            }
            else
            {
                links.Add(link);
            }
        }

        return links;
    }

    private List<ScenarioAction> BuildActions(JsonTree? list, List<ScenarioLink> links)
    {
        List<ScenarioAction> actions = [];
        foreach (JsonTree node in list?.Items ?? [])
        {
            ScenarioAction? action = Make(
                node, SpecJson.Default.ScenarioAction, SpecRules.Check, static action => action);
            if (action is not null && CheckNames(action, node, links))
            {
                actions.Add(action);
            }
        }

        return actions;
    }

    /// <summary>Whether what an action names is there.</summary>
    private bool CheckNames(ScenarioAction action, JsonTree node, List<ScenarioLink> links)
    {
        bool isGood = true;
        if (action is MachineAction machines && !_names.Keys.Any(machines.Concerns))
        {
            string hint = Spelling.DidYouMean(machines.Machine, _names.Keys);
            errors.Add(node["machine"]!, $"is \"{machines.Machine}\", but there is no such machine{hint}");
            isGood = false;
        }

        return action switch
        {
            MigrateAction => CheckHost(node["to"]!) && isGood,
            EvacuateAction or ConsolidateAction { Host: not null } => CheckHost(node["host"]!),
            LinkAction link => CheckLink(link, node["between"]!, links),
            _ => isGood,
        };
    }

    private bool CheckLink(LinkAction action, JsonTree between, List<ScenarioLink> links)
    {
        if (!CheckPair(between))
        {
            return false;
        }

        (string first, string second) = (action.Between[0], action.Between[1]);
        if (links.Exists(link => link.Joins(first, second)))
        {
            return true;
        }

        errors.Add(between, $"names \"{first}\" and \"{second}\", but \"links\" has none between them");
        return false;
    }

    /// <summary>Whether a list names two different hosts.</summary>
    private bool CheckPair(JsonTree between)
    {
        if (between.Items.Count != 2)
        {
            errors.Add(between, $"has {between.Items.Count} names, but a link joins 2 hosts");
            return false;
        }

        bool isGood = CheckHost(between.Items[0]) & CheckHost(between.Items[1]);
        if (isGood && between.Items[0].Text == between.Items[1].Text)
        {
            errors.Add(between, $"joins \"{between.Items[0].Text}\" to itself");
            return false;
        }

        return isGood;
    }

    private bool CheckHost(JsonTree name)
    {
        if (_hosts.Contains(name.Text))
        {
            return true;
        }

        errors.Add(name, $"is \"{name.Text}\", but there is no such host{Spelling.DidYouMean(name.Text, _hosts)}");
        return false;
    }
}
