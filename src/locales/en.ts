import app from './en/app.json'
import errors from './en/errors.json'
import project from './en/project.json'

export default { app, errors, project }
